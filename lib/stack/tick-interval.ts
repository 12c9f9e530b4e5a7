import type { Policy } from "../domain/policy.ts";

const MINUTE_MS = 60_000;

/** The two intervals that the stack knows: a tick costs a cold start and a listing of the whole fleet. */
const SHORT_MS = 5 * MINUTE_MS;
const LONG_MS = 10 * MINUTE_MS;

/** How often the clock ticks, and which policies would like it more often. */
export interface TickInterval {
  readonly everyMs: number;
  readonly late: readonly string[];
}

/**
 * Ten minutes where every clock policy says `every: 10m` or more, five otherwise: a cron policy is due at a minute, and
 * half the delay is worth the second tick. A policy that says less than five minutes is judged every five.
 */
export function tickInterval(policies: readonly Policy[]): TickInterval {
  const isShort = policies.some(
    ({ on }) => on.kind === "cron" || (on.kind === "every" && on.everyMs < LONG_MS),
  );
  const everyMs = isShort ? SHORT_MS : LONG_MS;
  const late = policies
    .filter(({ on }) => on.kind === "every" && on.everyMs < everyMs)
    .map(({ name }) => name);
  return { everyMs, late };
}
