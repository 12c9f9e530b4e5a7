/** Where a command reads and writes, so that it can be run in a test as in a shell. */
export interface Terminal {
  /** One line to standard output. */
  out(line: string): void;
  /** One line to standard error. */
  err(line: string): void;
  /** Whether people watch standard output. */
  readonly isTty: boolean;
  readonly color: boolean;
  /** Width to fit tables into. */
  readonly columns: number;
  readonly env: (name: string) => string | undefined;
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Everything on standard input. */
  readonly stdin: () => Promise<string>;
  /** One line from whoever sits there; absent where nobody does. */
  readonly ask?: (question: string) => Promise<string>;
  /** Aborted when the user wants to stop (Ctrl-C, SIGTERM). */
  readonly stop: AbortSignal;
}

/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** Something that was asked for did not work out. */
  failed: 1,
  /** The call, the config or the input is wrong; nothing was done. */
  usage: 2,
} as const;
