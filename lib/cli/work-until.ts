import type { NodeHost } from "../compose/node.ts";
import type { Terminal } from "./terminal.ts";

/** Pauses between two looks at machines that are changing: short at first, then as on the cloud. */
const POLL_MS = [200, 500, 1_000, 2_000, 5_000] as const;

/** Who waits longer than this without a word wonders whether anything happens at all. */
const QUIET_MS = 5_000;

/** What goes on with runs. */
type WorkHost = Pick<NodeHost, "advance" | "sweep">;

/** How long to go on. */
export interface WorkBounds {
  readonly terminal: Terminal;
  /** Milliseconds since the epoch. */
  readonly untilMs: number;
  /** Says what is waited for; called when a pass takes long, and after each one once it has taken long. Default: nobody does. */
  readonly onWait?: () => Promise<void>;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      // The signal lives as long as the command: what is left on it would pile up pause by pause.
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
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

/** Waits for a pass, and has it said when that takes long. */
async function attended(pass: Promise<boolean>, onWait: WorkBounds["onWait"]): Promise<boolean> {
  if (!onWait) return pass;
  // What cannot be said now is said after the pass, or the pass itself fails for the same reason.
  const timer = setTimeout(() => void onWait().catch(() => undefined), QUIET_MS);
  try {
    return await pass;
  } finally {
    clearTimeout(timer);
  }
}

/** Goes on with runs until they have ended, the time is up, or the user wants to stop. Resolves to whether they ended. */
export async function workUntil(
  runs: readonly string[] | "open",
  host: WorkHost,
  bounds: WorkBounds,
): Promise<boolean> {
  const { terminal, untilMs, onWait } = bounds;
  const quietUntilMs = terminal.now() + QUIET_MS;
  for (let pass = 0; ; pass += 1) {
    const done = await attended(onePass(runs, host, terminal), onWait);
    if (done || terminal.stop.aborted || terminal.now() >= untilMs) return done;
    if (terminal.now() >= quietUntilMs) await onWait?.();
    await pause(POLL_MS[Math.min(pass, POLL_MS.length - 1)] ?? 5_000, terminal.stop);
  }
}
