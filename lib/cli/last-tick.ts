import type { LogReader } from "../ports/log-reader.ts";

/** An hour at most is caught up on: an evening's stop must not go out in the morning. */
const CATCH_UP_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Entries looked through for the last tick. */
const LOOKED_AT_MAX = 500;

/**
 * The slot of the last clock tick in the log, so that a pass covers everything since. Without one, the last minute:
 * a first pass must not catch up on times at which nobody had asked for anything.
 */
export async function lastTickMs(reader: LogReader, nowMs: number): Promise<number> {
  const { entries } = await reader.find(
    { phases: ["received"], sinceMs: nowMs - CATCH_UP_MS },
    { limit: LOOKED_AT_MAX, newest: true },
  );
  const last = entries.findLast(({ details }) => details["type"] === "schedule.tick");
  return last
    ? Date.parse(String(last.details["time"]))
    : Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
}
