import { type Concluded, lateUntilMs } from "../core/late-call.ts";

/** What an entry says of a call that may come in behind it; the fold reads it back. */
export function lateDetails(concluded: Concluded): Readonly<Record<string, unknown>> {
  const untilMs = lateUntilMs(concluded);
  return untilMs === null ? {} : { mayArriveUntil: new Date(untilMs).toISOString() };
}
