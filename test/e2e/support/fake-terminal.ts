import type { Terminal } from "../../../lib/cli/terminal.ts";

/** A terminal that keeps what was written to it. */
export interface FakeTerminal extends Terminal {
  readonly outLines: string[];
  readonly errLines: string[];
  /** As Ctrl-C or SIGTERM would. */
  interrupt(): void;
}

export interface FakeTerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: () => number;
  readonly stdin?: string;
}

export function fakeTerminal(options: FakeTerminalOptions): FakeTerminal {
  const stop = new AbortController();
  const outLines: string[] = [];
  const errLines: string[] = [];
  return {
    outLines,
    errLines,
    interrupt: () => stop.abort(),
    out: (line) => void outLines.push(line),
    err: (line) => void errLines.push(line),
    isTty: false,
    color: false,
    columns: 0,
    env: (name) => options.env?.[name],
    cwd: options.cwd,
    now: options.now ?? Date.now,
    stdin: () => Promise.resolve(options.stdin ?? ""),
    stop: stop.signal,
  };
}
