import type { RunState } from "./run-state.ts";

/** Most steps in one batch: eight calls with fifty servers each. */
export const BATCH_STEPS_MAX = 400;

/** So many failed calls, and at least this share of those that have an answer, end a run's appetite. */
export const ERRORS_MIN = 3;
export const ERRORS_SHARE = 0.2;

interface Answers {
  /** Calls that the cloud took. */
  readonly good: number;
  /** Calls that it refused, or that the machine shows to have failed. */
  readonly bad: number;
}

/** Counts what was really sent; a step that needed no call, or that could not be built, says nothing about the cloud. */
function answers(run: RunState): Answers {
  let good = 0;
  let bad = 0;
  for (const { phase, attempts, submission } of run.steps.values()) {
    if (attempts === 0) continue;
    if (phase === "failed") bad += 1;
    else if (phase === "succeeded" || submission?.accepted === true) good += 1;
  }
  return { good, bad };
}

/**
 * How many steps may go out together now: 1, 2, 4 … as long as the cloud takes what it is sent, and half as many after
 * each failure. One wrong call is then seen before there are a hundred. Told by the log, so the next process goes on
 * where this one stood.
 */
export function batchSize(run: RunState): number {
  const { good, bad } = answers(run);
  return Math.max(1, Math.min(BATCH_STEPS_MAX, Math.floor((good + 1) / 2 ** bad)));
}

/** Why nothing more of this run should begin, or `undefined`. */
export function tooManyErrors(run: RunState): string | undefined {
  const { good, bad } = answers(run);
  if (bad < ERRORS_MIN || bad < (good + bad) * ERRORS_SHARE) return undefined;
  return `${bad} of ${good + bad} calls of this run failed`;
}
