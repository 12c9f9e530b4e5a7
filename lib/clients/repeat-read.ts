import { AutomationError, isAutomationError } from "../domain/errors.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import type { CheckedCall } from "./cloud-call.ts";
import { passGate } from "./pass-gate.ts";
import { type Admission, type Gate, isHeldBack } from "./pressure/create-pressure.ts";
import type { Answer } from "./read-answer.ts";

/** How patient a read is: see `CLIENT_LIMITS`. */
export interface Patience {
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  readonly backoffMs: number;
  readonly pauseMaxMs: number;
}

/** What holds for all attempts of a read. */
export interface Course {
  readonly gate: Gate;
  readonly limits: Patience;
  readonly now: () => Date;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
  readonly bounds: ReadBounds;
}

/** What is done in each attempt; `S` is a signed request. */
interface Work<S> {
  /** Done anew for each attempt: a signature is bound to its date, and credentials may have been renewed. */
  readonly sign: () => Promise<S>;
  /** Sends it, within so much time, and tells the gate. */
  readonly send: (signed: S, attempt: Attempt) => Promise<Answer<unknown>>;
}

/** One attempt: leave to send, and the time it may take. */
export interface Attempt {
  readonly admission: Admission;
  readonly timeoutMs: number;
}

const REPEATABLE: readonly string[] = ["throttled", "unavailable", "timeout", "connection"];

function leftMs({ bounds, now }: Course): number {
  return bounds.deadlineMs === undefined ? Number.POSITIVE_INFINITY : bounds.deadlineMs - now().getTime();
}

/** Milliseconds until the next attempt, or `undefined` when there is none. */
function pauseAfter(error: unknown, attempt: number, options: Course): number | undefined {
  const { limits, random, bounds } = options;
  if (attempt >= limits.attemptsMax || !isAutomationError(error) || isHeldBack(error)) return undefined;
  if (error.details.retryable !== true || !REPEATABLE.includes(error.code)) return undefined;
  const asked = error.details.retryAfterMs ?? 0;
  if (asked > limits.pauseMaxMs) return undefined;
  // Full jitter: many clients that failed together do not come back together.
  const drawn = random() * Math.min(limits.pauseMaxMs, limits.backoffMs * 2 ** (attempt - 1));
  const pause = Math.max(asked, drawn);
  if (pause >= leftMs(options)) return undefined;
  return (bounds.retries?.take() ?? true) ? pause : undefined;
}

/** The time is over, and nothing of this attempt was sent. */
function tooLate(call: CheckedCall): AutomationError {
  return new AutomationError("timeout", `${call.name}: not sent, because the time for it was over`, {
    details: { operation: call.name, heldBack: true, ambiguous: false, retryable: true },
  });
}

/** Asks the gate for an attempt and waits for it, at least `leastMs`; without any wait, there is no promise to pay for. */
function admit(call: CheckedCall, leastMs: number, options: Course): Admission | Promise<Admission> {
  const { gate, now, sleep, signal, limits } = options;
  const waitMaxMs = Math.min(limits.pauseMaxMs, leftMs(options));
  if (waitMaxMs <= 0) throw tooLate(call);
  const nowMs = now().getTime();
  const first = gate.enter(call.name, { nowMs, waitMaxMs });
  const waitMs = Math.max(leastMs, first.waitMs);
  if (waitMs <= 0 && gate.depart(first, nowMs)) return first;
  return passGate(call, { first, waitMs }, { gate, now, sleep, signal, waitMaxMs });
}

/** One attempt after a pause, within the time that is left. */
async function attemptAfter<S>(
  call: CheckedCall,
  pauseMs: number,
  { course, work }: { readonly course: Course; readonly work: Work<S> },
): Promise<Answer<unknown>> {
  const admission = await admit(call, pauseMs, course);
  let signed: S;
  let timeoutMs: number;
  try {
    signed = await work.sign();
    timeoutMs = Math.min(course.limits.timeoutMs, leftMs(course));
    if (timeoutMs <= 0) throw tooLate(call);
  } catch (error) {
    course.gate.note(admission, { kind: "untold" }, course.now().getTime());
    throw error;
  }
  return work.send(signed, { admission, timeoutMs });
}

/**
 * Makes attempts of a read until one succeeds, patience is over, or one of the bounds is reached: no attempt begins
 * after the deadline, no pause crosses it, and each repetition is paid for from the budget. The last failure is thrown.
 */
export async function repeatRead<S>(
  call: CheckedCall,
  course: Course,
  work: Work<S>,
): Promise<Answer<unknown>> {
  const how = { course, work };
  let failure: unknown;
  let pauseMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptAfter(call, pauseMs, how);
    } catch (error) {
      // A repetition that was not let out says less than the answer before it.
      if (failure !== undefined && isAutomationError(error) && isHeldBack(error)) throw failure;
      const pause = pauseAfter(error, attempt, course);
      if (pause === undefined) throw error;
      failure = error;
      pauseMs = pause;
    }
  }
}
