import type { StatusEntry } from "../domain/status.ts";
import type { LogReader } from "../ports/log-reader.ts";

/** An hour at most is caught up on: an evening's stop must not go out in the morning. */
const CATCH_UP_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Entries looked through for the last tick. */
const LOOKED_AT_MAX = 500;

/** The slot of a tick that was taken in as the clock went on, not played again later. */
function slotOf({ details }: StatusEntry): number {
  const isTick = details["type"] === "schedule.tick" && details["replayOf"] === undefined;
  return isTick ? Date.parse(String(details["time"])) : Number.NaN;
}

/**
 * The slot of the last clock tick in the log, so that a pass covers everything since. Without one, the last minute:
 * a first pass must not catch up on times at which nobody had asked for anything. A tick that lies ahead was taken in
 * while the clock was wrong, and is not waited for.
 */
export async function lastTickMs(reader: LogReader, nowMs: number): Promise<number> {
  const { entries } = await reader.find(
    { phases: ["received"], sinceMs: nowMs - CATCH_UP_MS },
    { limit: LOOKED_AT_MAX, newest: true },
  );
  const slots = entries.map(slotOf).filter((slotMs) => slotMs > nowMs - CATCH_UP_MS && slotMs <= nowMs);
  const firstMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  return slots.length === 0 ? firstMs : Math.max(...slots);
}
