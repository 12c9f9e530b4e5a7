import type { RetryBudget } from "../ports/cloud.ts";

/**
 * Repeated reads that one pass over a run may spend, whatever it reads. A cloud in trouble is then asked a little more
 * than on a good day, and not three times as much by everybody.
 */
export const RETRIES_MAX = 30;

/** A budget for one pass. */
export function createRetryBudget(max = RETRIES_MAX): RetryBudget {
  let left = max;
  return {
    take: () => {
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}
