import { announceLease, leaseWish } from "../core/lease-wish.ts";
import { ATTEMPTS_MAX } from "../core/step-life.ts";
import { formatDuration } from "../domain/duration.ts";
import type { AutomationError } from "../domain/errors.ts";
import type { Reason } from "../domain/reasons.ts";
import type { NewEntry, StatusPhase } from "../domain/status.ts";
import type { CallAnswer } from "../ports/cloud.ts";
import type { Call, ReadyStep } from "./call.ts";
import { type EntryParts, stepEntry } from "./entry.ts";

/** Where nothing is left of a flavor or of a kind of disk, asking again within minutes is of no use. */
export const CAPACITY_RETRY_MS = 10 * 60_000;

interface Outcome {
  readonly phase: StatusPhase;
  readonly reason: Reason;
  /** What follows from it, behind the cloud's own words. */
  readonly hint?: string;
  /** Before this much time has passed, another try is of no use. */
  readonly retryAfterMs?: number;
}

type Refusal = Exclude<CallAnswer, { kind: "accepted" }>;
type Acceptance = Extract<CallAnswer, { kind: "accepted" }>;

/** The cloud said no, and nothing has changed. Most refusals are final; what is sold out may come back. */
function refused({ step, attempts }: ReadyStep, error: AutomationError): Outcome {
  const tries = attempts + 1;
  if (error.code === "quota") {
    const hint = `the quota for ${step.kind} in ${step.target} is used up: delete what nobody needs or have it raised, then ask again`;
    return { phase: "rejected", reason: "rejected", hint };
  }
  if (error.code !== "capacity") return { phase: "rejected", reason: "rejected" };
  if (tries >= ATTEMPTS_MAX) {
    return {
      phase: "failed",
      reason: "call-failed",
      hint: `nothing was left of it at any of ${tries} tries`,
    };
  }
  const retryAfterMs = Math.max(CAPACITY_RETRY_MS, error.details.retryAfterMs ?? 0);
  const hint = `nothing is left of it now; try ${tries + 1} of ${ATTEMPTS_MAX} in ${formatDuration(retryAfterMs)}`;
  return { phase: "deferred", reason: "call-failed", hint, retryAfterMs };
}

function outcomeOf({ kind, error }: Refusal, ready: ReadyStep): Outcome {
  const { step, attempts } = ready;
  const again = attempts + 1 < ATTEMPTS_MAX;
  switch (kind) {
    case "rejected":
      return refused(ready, error);
    case "busy":
      return again && step.repeat === "convergent"
        ? { phase: "deferred", reason: "changing" }
        : { phase: "rejected", reason: "rejected" };
    case "unsent":
      // It certainly had no effect, so even a once-only step may have its turn again, with a permit of its own.
      return again
        ? { phase: "deferred", reason: "call-failed" }
        : { phase: "failed", reason: "call-failed" };
    case "lost":
      // Nothing is concluded: the fold leaves the step where "submitting" put it, and the machine will tell.
      return { phase: "deferred", reason: "answer-lost" };
    default:
      return kind satisfies never;
  }
}

/** What of an error belongs into the log. */
export function errorDetails(error: AutomationError): Readonly<Record<string, unknown>> {
  const { status, cloudCode, retryAfterMs } = error.details;
  return {
    error: error.code,
    ...(status ? { status } : {}),
    ...(cloudCode ? { cloudCode } : {}),
    ...(retryAfterMs ? { retryAfterMs } : {}),
  };
}

function acceptedText({ created, order, status }: Acceptance): string {
  const orderText = order ? `order ${order}` : null;
  if (created) return `it will be ${created}${orderText ? `, ${orderText}` : ""}`;
  if (orderText) return `the cloud took ${orderText}`;
  return status ? `the machine is ${status}` : "the cloud took the call";
}

function acceptedEntries({ step }: ReadyStep, answer: Acceptance, common: CommonParts): readonly NewEntry[] {
  const { created, order, status, updatedAtMs, request } = answer;
  const accepted = stepEntry(common.nowMs, step, {
    ...common.parts,
    phase: "accepted",
    reason: "accepted",
    text: acceptedText(answer),
    request,
    details: { ...(created ? { created } : {}), ...(order ? { order } : {}), status, updatedAtMs },
  });
  if (step.verb !== "lease") return [accepted];
  // A notebook lease has no transition to wait for: the answer itself is the proof.
  const text = announceLease(leaseWish(step));
  return [
    accepted,
    stepEntry(common.nowMs, step, { ...common.parts, phase: "succeeded", reason: "confirmed", text }),
  ];
}

function refusedEntries(ready: ReadyStep, answer: Refusal, common: CommonParts): readonly NewEntry[] {
  const { error } = answer;
  const { phase, reason, hint, retryAfterMs } = outcomeOf(answer, ready);
  return [
    stepEntry(common.nowMs, ready.step, {
      ...common.parts,
      phase,
      reason,
      text: hint === undefined ? error.message : `${error.message}; ${hint}`,
      request: error.details.requestId ?? null,
      details: { ...errorDetails(error), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    }),
  ];
}

interface CommonParts {
  readonly nowMs: number;
  readonly parts: Pick<EntryParts, "call" | "durationMs">;
}

/** The entries that a call's answer makes, one or two per step it carried. */
export function answerEntries(
  call: Call,
  answer: CallAnswer,
  times: { readonly sentMs: number; readonly nowMs: number },
): readonly NewEntry[] {
  const parts = { call: call.id, durationMs: Math.max(0, times.nowMs - times.sentMs) };
  const common = { nowMs: times.nowMs, parts };
  return call.steps.flatMap((ready) =>
    answer.kind === "accepted"
      ? acceptedEntries(ready, answer, common)
      : refusedEntries(ready, answer, common),
  );
}
