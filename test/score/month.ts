/** Monday, the first of June 2026, 00:00 UTC: a month of 30 days. */
export const START_MS = Date.UTC(2026, 5, 1);

/** Everything happens at full five minutes: that often there is a point of every meter. */
export const STEP_MS = 300_000;

export const STEPS_PER_HOUR = 3_600_000 / STEP_MS;

/** Meters are known from a day before the month on, so that the first pass has a past to look at. */
export const WARM_STEPS = 24 * STEPS_PER_HOUR;

/** A stretch of time in steps: the month itself begins after the warm-up. */
export interface Month {
  /** First step that counts. */
  readonly first: number;
  /** The step after the last one. */
  readonly end: number;
}

/** Default: the whole of June. */
export function monthOf(days = 30): Month {
  return { first: WARM_STEPS, end: WARM_STEPS + days * 24 * STEPS_PER_HOUR };
}

/** When a step begins, milliseconds since the epoch. */
export function timeOf(step: number): number {
  return START_MS + (step - WARM_STEPS) * STEP_MS;
}
