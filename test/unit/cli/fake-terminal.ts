import type { Terminal } from "../../../lib/cli/terminal.ts";

/** Noon of the day on which these tests happen. */
export const NOON_MS = Date.UTC(2026, 2, 14, 12);

/** A terminal that remembers what was written to it. */
export interface FakeTerminal extends Terminal {
  readonly outLines: string[];
  readonly errLines: string[];
  /** Everything on standard output as one text. */
  readonly text: () => string;
  /** The one JSON object on standard output. */
  readonly json: () => Record<string, unknown>;
  readonly abort: () => void;
}

/** What can be different from a terminal that nobody watches. */
export interface FakeTerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly color?: boolean;
  readonly cwd?: string;
  readonly nowMs?: number;
}

/** Makes one. Without options it is a file: no colour, nothing is cut. */
export function fakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  const { env = {}, columns = 0, color = false, cwd = "/nowhere", nowMs = NOON_MS } = options;
  const outLines: string[] = [];
  const errLines: string[] = [];
  const stop = new AbortController();
  return {
    outLines,
    errLines,
    out: (line) => void outLines.push(line),
    err: (line) => void errLines.push(line),
    isTty: columns > 0,
    color,
    columns,
    env: (name) => env[name],
    cwd,
    now: () => nowMs,
    stdin: async () => "",
    stop: stop.signal,
    text: () => outLines.join("\n"),
    json: () => {
      if (outLines.length !== 1) throw new Error(`one line was expected, not ${outLines.length}`);
      return JSON.parse(outLines[0] ?? "") as Record<string, unknown>;
    },
    abort: () => stop.abort(),
  };
}
