import type { AutomationEvent } from "./event.ts";

/** So far ahead of our clock an event may say that it happened: clocks differ, and some senders announce. */
export const EVENT_AHEAD_MS_MAX = 24 * 60 * 60_000;

/**
 * The rule that an event breaks which says that it happens more than a day from now, or `undefined`. Such an event
 * comes from a clock that is wrong, or wants to wait for years; taking it in would promise something that nobody keeps.
 */
export function eventTimeProblem({ time }: Pick<AutomationEvent, "time">, nowMs: number): string | undefined {
  if (Date.parse(time) - nowMs <= EVENT_AHEAD_MS_MAX) return undefined;
  return `time: at most 24 hours ahead of the clock here, which says ${new Date(nowMs).toISOString()}`;
}
