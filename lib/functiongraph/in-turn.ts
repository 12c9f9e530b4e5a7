import { AutomationError } from "../domain/errors.ts";

/** Calls that may wait; what comes on top is refused. */
const WAITING_MAX = 1_000;

/** Runs work one after another, in the order it came, whether what was before it worked out or not. */
export function inTurn(waitingMax: number = WAITING_MAX): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (work) => {
    if (waiting >= waitingMax)
      return Promise.reject(
        new AutomationError("throttled", `more than ${waitingMax} calls wait for this instance`, {
          details: { retryable: true },
        }),
      );
    waiting += 1;
    const turn = last.then(work).finally(() => {
      waiting -= 1;
    });
    last = turn.catch(() => undefined);
    return turn;
  };
}
