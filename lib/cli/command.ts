import type { Terminal } from "./terminal.ts";

/** What a command is called with. */
export interface Invocation {
  readonly args: readonly string[];
  /** Options by camel-cased name. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly terminal: Terminal;
}

/** Runs a command; resolves to its exit code. Throws an `AutomationError` for what the user can mend. */
export type RunCommand = (invocation: Invocation) => Promise<number>;
