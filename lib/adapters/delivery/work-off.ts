import type { Worker } from "../../compose/function-worker.ts";
import { askToGoOn, type CallLog } from "./ask-to-go-on.ts";
import { errorText } from "./error-text.ts";

/** The call that works. */
export interface WorkCall extends CallLog {
  /** Milliseconds since the epoch at which the platform ends it. */
  readonly deadlineMs: number;
  /** Slot of the clock that set it off; `null` for a call that only goes on. */
  readonly slotMs: number | null;
}

/** What a working call answers with: counts, for whoever reads the platform's own log. */
export interface WorkAnswer {
  readonly taken: number;
  readonly runs: number;
  readonly goesOn: boolean;
}

/** How often a clock is taken to tick when nothing is known of the last one. */
const TICK_EVERY_MS = 5 * 60_000;

/** The platform ends a call from outside; what is begun has to be written down before. */
const LAST_WRITES_MS = 2_000;

/** Works through a slot and everything that is open, and asks for another call when the time alone has ended it. */
export async function workOff(host: Worker, call: WorkCall): Promise<WorkAnswer> {
  const { deadlineMs, slotMs, log } = call;
  // Of a call of three seconds this is two thirds; of one of minutes it does not matter.
  const marginMs = Math.min(LAST_WRITES_MS, Math.max(0, (deadlineMs - call.now()) / 3));
  const { taken, passes, goesOn } = await host.work({
    deadlineMs: deadlineMs - marginMs,
    log,
    writeLine: (line) => log({ entry: JSON.parse(line) }),
    ...(slotMs === null ? {} : { slot: { slotMs, everyMs: TICK_EVERY_MS } }),
  });
  if (goesOn) await askToGoOn(host, call);
  if (slotMs !== null) {
    await host.beat().catch((error: unknown) => log({ what: "no heartbeat", error: errorText(error) }));
  }
  return { taken, runs: passes.length, goesOn };
}
