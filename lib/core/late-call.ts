import { couldStillArrive, lastArrivalMs } from "./follow-step.ts";
import type { StepState, Submission } from "./run-state.ts";

/** What was known of a step when something was concluded about it. */
export interface Concluded {
  readonly submission: Submission;
  /** How often the step was sent, this time included. */
  readonly attempts: number;
  /** Whether the machine shows an effect of this step, good or bad. */
  readonly seen: boolean;
  readonly nowMs: number;
}

/**
 * Until when a call without an answer may come in behind what has just been concluded about its step, in milliseconds
 * since the epoch; `null` when none can. Where a step was sent once and its effect was seen, that was the call. After a
 * repeat nobody can tell which of the calls it was, and the other one may be on its way yet.
 */
export function lateUntilMs({ submission, attempts, seen, nowMs }: Concluded): number | null {
  if (submission.accepted || !couldStillArrive({ submission, nowMs })) return null;
  return seen && attempts === 1 ? null : lastArrivalMs(submission);
}

/** Until when a late call of one of these steps may come in, in milliseconds since the epoch; 0 when none can. */
export function latestArrivalMs(states: readonly (StepState | undefined)[]): number {
  return Math.max(0, ...states.map((state) => state?.lateUntilMs ?? 0));
}
