import { CLOCK_SKEW_MS, SIGNATURE_LIFE_MS } from "./follow-step.ts";

/**
 * A lease on a machine outlives the signature of every call that is sent under it. So when another run takes it over,
 * a late call of the first one is refused by the gateway, however long its sender slept.
 */
export const LEASE_LIFE_MS = 20 * 60_000;

/** With less left than this, a lease is renewed before anything is sent under it. */
export const LEASE_LEFT_MIN_MS = SIGNATURE_LIFE_MS + CLOCK_SKEW_MS;

/** How long the decision of a run belongs to the pass that began it; it doubles with each pass that died over it. */
export const DECISION_LIFE_MS = 30_000;

/** A run that a pass died over or broke off in so often is parked. */
export const BREAKS_MAX = 5;

/** How long the next pass may work on the decision before another one may take it up. */
export function decisionLifeMs(broken: number): number {
  return DECISION_LIFE_MS * 2 ** Math.min(broken, BREAKS_MAX);
}
