/** What is wrong with a text of windows, where, and the way out. */
export interface WindowsProblem {
  readonly message: string;
  /** Characters into the text. */
  readonly offset: number;
  readonly hint: string;
}

/** A word of a window, with its place in the whole text. */
export interface Word {
  readonly text: string;
  readonly offset: number;
}
