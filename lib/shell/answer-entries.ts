import { ATTEMPTS_MAX } from "../core/step-life.ts";
import type { AutomationError } from "../domain/errors.ts";
import type { Reason } from "../domain/reasons.ts";
import type { NewEntry, StatusPhase } from "../domain/status.ts";
import type { CallAnswer } from "../ports/cloud.ts";
import type { Call, ReadyStep } from "./call.ts";
import { type EntryParts, stepEntry } from "./entry.ts";

interface Outcome {
  readonly phase: StatusPhase;
  readonly reason: Reason;
}

type Refusal = Exclude<CallAnswer, { kind: "accepted" }>;
type Acceptance = Extract<CallAnswer, { kind: "accepted" }>;

function outcomeOf(kind: Refusal["kind"], { step, attempts }: ReadyStep): Outcome {
  const again = attempts + 1 < ATTEMPTS_MAX;
  switch (kind) {
    case "rejected":
      return { phase: "rejected", reason: "rejected" };
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

function acceptedEntries({ step }: ReadyStep, answer: Acceptance, common: CommonParts): readonly NewEntry[] {
  const { created, status, updatedAtMs, request } = answer;
  const what = created
    ? `it will be ${created}`
    : status
      ? `the machine is ${status}`
      : "the cloud took the call";
  const accepted = stepEntry(common.nowMs, step, {
    ...common.parts,
    phase: "accepted",
    reason: "accepted",
    text: what,
    request,
    details: { ...(created ? { created } : {}), status, updatedAtMs },
  });
  if (step.verb !== "lease") return [accepted];
  // A notebook lease has no transition to wait for: the answer itself is the proof.
  return [
    accepted,
    stepEntry(common.nowMs, step, { ...common.parts, phase: "succeeded", reason: "confirmed" }),
  ];
}

function refusedEntries(
  ready: ReadyStep,
  { kind, error }: Refusal,
  common: CommonParts,
): readonly NewEntry[] {
  return [
    stepEntry(common.nowMs, ready.step, {
      ...common.parts,
      ...outcomeOf(kind, ready),
      text: error.message,
      request: error.details.requestId ?? null,
      details: errorDetails(error),
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
