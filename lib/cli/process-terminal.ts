import { withFileSecrets } from "../compose/file-secrets.ts";
import type { Terminal } from "./terminal.ts";

const COLUMNS_DEFAULT = 120;

function wantsColor(isTty: boolean): boolean {
  const { env } = process;
  if (env["NO_COLOR"]) return false;
  return Boolean(env["FORCE_COLOR"]) || (isTty && env["TERM"] !== "dumb");
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

/** Ctrl-C and the end of the input are no answer, and no answer is a no. */
async function askPerson(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  const answered = lines.question(question, { signal }).catch(() => "");
  try {
    return await Promise.race([answered, closed]);
  } finally {
    lines.close();
  }
}

/** The terminal of this process. The first signal asks to stop, the second one ends it. */
export function processTerminal(): Terminal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.abort();
      process.once(signal, () => process.exit(130));
    });
  }
  // A reader that went away (`curfew log | head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  const isTty = process.stdout.isTTY === true;
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    isTty,
    color: wantsColor(isTty),
    columns: isTty ? (process.stdout.columns ?? COLUMNS_DEFAULT) : 0,
    env: withFileSecrets((name) => process.env[name]),
    cwd: process.cwd(),
    now: Date.now,
    stdin: readStdin,
    ...(isTty && process.stdin.isTTY ? { ask: (question: string) => askPerson(question, stop.signal) } : {}),
    stop: stop.signal,
  };
}
