import type { LogReader } from "../ports/log-reader.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Entries looked through for the last tick. */
const LOOKED_AT_MAX = 500;

/**
 * The slot of the last clock tick in the log, so that a pass covers everything since. Without one, the last minute:
 * a first pass must not catch up on times at which nobody had asked for anything.
 */
export async function lastTickMs(reader: LogReader, nowMs: number): Promise<number> {
  const { entries } = await reader.find(
    { phases: ["received"], sinceMs: nowMs - DAY_MS },
    { limit: LOOKED_AT_MAX, newest: true },
  );
  const last = entries.findLast(({ details }) => details["type"] === "schedule.tick");
  return last
    ? Date.parse(String(last.details["time"]))
    : Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
}
