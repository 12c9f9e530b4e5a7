import type { NodeHost } from "../compose/node.ts";
import type { Terminal } from "./terminal.ts";

/** Pauses between two looks at machines that are changing: short at first, then as on the cloud. */
const POLL_MS = [200, 500, 1_000, 2_000, 5_000] as const;

/** What goes on with runs. */
type WorkHost = Pick<NodeHost, "advance" | "sweep">;

/** How long to go on. */
export interface WorkBounds {
  readonly terminal: Terminal;
  /** Milliseconds since the epoch. */
  readonly untilMs: number;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

/** One pass over the runs named, or over all that are open. */
async function onePass(
  runs: readonly string[] | "open",
  host: WorkHost,
  terminal: Terminal,
): Promise<boolean> {
  const onError = (run: string, error: unknown) => terminal.err(`curfew: ${run}: ${String(error)}`);
  const reports =
    runs === "open" ? await host.sweep({ onError }) : await Promise.all(runs.map((run) => host.advance(run)));
  return reports.every(({ status }) => status === "finished");
}

/** Goes on with runs until they have ended, the time is up, or the user wants to stop. Resolves to whether they ended. */
export async function workUntil(
  runs: readonly string[] | "open",
  host: WorkHost,
  bounds: WorkBounds,
): Promise<boolean> {
  const { terminal, untilMs } = bounds;
  for (let pass = 0; ; pass += 1) {
    const done = await onePass(runs, host, terminal);
    if (done || terminal.stop.aborted || terminal.now() >= untilMs) return done;
    await pause(POLL_MS[Math.min(pass, POLL_MS.length - 1)] ?? 5_000, terminal.stop);
  }
}
