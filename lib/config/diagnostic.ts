/** Keys and indices from the top of the file to a value. */
export type ConfigPath = readonly (string | number)[];

/** One finding in a config file: where, what is wrong by which rule, and the way out. */
export interface Diagnostic {
  /** An error makes the config unusable. */
  readonly severity: "error" | "warning";
  /** `policies.idle-gpu.where`; empty for the file as a whole. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
  /** Whether a secret may stand at this place, so that the line must not be shown from there on. */
  readonly conceal?: boolean;
}

/** A finding before its place in the text is looked up. */
export interface Finding {
  readonly path: ConfigPath;
  /** Whether the key is meant or its value. Default: the value. */
  readonly part?: "key" | "value";
  /** Characters into the text of the value, for expressions. */
  readonly offset?: number;
  readonly message: string;
  readonly hint?: string | null;
  /** Default: the finding makes the config unusable. */
  readonly severity?: "error" | "warning";
}

/** Writes a path the way people say it. */
export function pathText(path: ConfigPath): string {
  return path.join(".");
}
