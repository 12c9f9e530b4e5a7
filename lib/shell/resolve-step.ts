import { lastArrivalMs } from "../core/follow-step.ts";
import { type RunState, runState, type StepPhase, type StepState } from "../core/run-state.ts";
import { AutomationError } from "../domain/errors.ts";
import type { Reason } from "../domain/reasons.ts";
import type { NewEntry, StatusEntry, StatusPhase } from "../domain/status.ts";
import type { Step } from "../domain/step.ts";
import { stepEntry } from "./entry.ts";
import { freedLeases } from "./freed-leases.ts";
import { lateDetails } from "./late-details.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** What a person can say about a step. */
export const RESOLUTIONS = ["succeeded", "failed", "retry"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** A person's word on a step that Curfew cannot tell the outcome of. */
export interface ResolveRequest {
  readonly run: string;
  /** Id of the step, or the beginning of it that no other step of the run has. */
  readonly step: string;
  readonly as: Resolution;
  /** How they know. */
  readonly why: string;
  readonly by: string;
}

/** What was written. The run itself has not moved: the next pass over it goes on from here. */
export interface Resolved {
  readonly step: Step;
  /** Where the step stood before. */
  readonly from: StepPhase;
  readonly entry: StatusEntry;
}

/** Somebody else may write to the run at the same time; after so many times in a row something is wrong. */
const ATTEMPTS_MAX = 5;

const ENTRY_OF: Readonly<Record<Resolution, { readonly phase: StatusPhase; readonly reason: Reason }>> = {
  succeeded: { phase: "succeeded", reason: "resolved-succeeded" },
  failed: { phase: "failed", reason: "resolved-failed" },
  // Deferred is what the fold reads as "certainly had no effect": the step waits for a turn with the next permit.
  retry: { phase: "deferred", reason: "resolved-retry" },
};

function listSteps(run: string, state: RunState): string {
  if (state.steps.size === 0) return `run ${run} has no steps`;
  const lines = [...state.steps.values()].map(
    ({ step, phase }) => `  ${step.id}  ${phase}  ${step.verb} ${step.name} (${step.resource})`,
  );
  return [`steps of run ${run}:`, ...lines].join("\n");
}

function refusal(message: string, run: string, state: RunState): AutomationError {
  return new AutomationError("usage", `${message}\n${listSteps(run, state)}`, { details: { run } });
}

function findStep(request: ResolveRequest, state: RunState): StepState {
  const { run, step } = request;
  const whole = state.steps.get(step);
  if (whole) return whole;
  const fitting = [...state.steps.values()].filter((entry) => step !== "" && entry.step.id.startsWith(step));
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  const problem = only === undefined ? "no step has this id" : `${fitting.length} steps begin like this`;
  throw refusal(`step ${JSON.stringify(step)}: ${problem}`, run, state);
}

/**
 * A call without an answer may arrive as long as its signature is good. Sent again before that, a step that must have
 * one effect at most could have two, whatever somebody has seen until now.
 */
function refuseEarlyRetry({ step, submission }: StepState, nowMs: number): void {
  if (step.repeat === "convergent" || submission === null || submission.accepted) return;
  const safeMs = lastArrivalMs(submission);
  if (nowMs > safeMs) return;
  throw new AutomationError(
    "conflict",
    `step ${step.id}: its call can still arrive until ${new Date(safeMs).toISOString()}, and a ${step.verb} must not happen twice; resolve it as retry after that`,
    { details: { retryable: true, retryAfterMs: safeMs - nowMs } },
  );
}

function checkedStep(request: ResolveRequest, state: RunState, nowMs: number): StepState {
  if (state.finished) {
    throw refusal(`run ${request.run} has ended: nothing is left to resolve`, request.run, state);
  }
  const found = findStep(request, state);
  const { step, phase } = found;
  if (phase !== "unknown" && phase !== "sent") {
    const rule = "only a step that is unknown, or sent without an outcome, can be resolved";
    throw refusal(`step ${step.id} is ${phase}: ${rule}`, request.run, state);
  }
  if (request.as === "retry") refuseEarlyRetry(found, nowMs);
  return found;
}

function entryOf(
  { step, submission, attempts }: StepState,
  request: ResolveRequest,
  nowMs: number,
): NewEntry {
  const { as, by, why } = request;
  // What a person saw is the effect; of a call that is said to have failed or not to have happened nobody knows.
  const seen = as === "succeeded";
  const late = submission === null ? {} : lateDetails({ submission, attempts, seen, nowMs });
  return stepEntry(nowMs, step, {
    ...ENTRY_OF[as],
    text: `${by} says: ${as === "retry" ? "it did not happen, try again" : as}; ${why}`,
    call: submission?.call ?? null,
    details: { by, why, ...late },
  });
}

/**
 * Writes a person's word on a step into its run, where the fold takes it like any other outcome. Throws `usage` with
 * the steps of the run when the step is not one that waits for a word, and `conflict` while a once-only call could
 * still arrive.
 */
export async function resolveStep(
  request: ResolveRequest,
  {
    store,
    clock,
  }: Pick<ShellPorts, "clock"> & { readonly store: Pick<ShellPorts["store"], "read" | "append"> },
): Promise<Resolved> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const stored = await store.read(request.run);
    if (!stored) {
      throw new AutomationError("usage", `run ${JSON.stringify(request.run)}: there is no such run`, {
        details: { field: "run" },
      });
    }
    const state = runState(stored.entries);
    const nowMs = clock.now();
    const found = checkedStep(request, state, nowMs);
    const entry = entryOf(found, request, nowMs);
    const release = freedLeases([entry], { run: request.run, state, leases: new Map() });
    const appended = await store.append(request.run, state.lastSeq, [entry], { release });
    const [written] = appended.ok ? appended.entries : [];
    if (written) return { step: found.step, from: found.phase, entry: written };
    // Another process wrote first, so what was concluded may be old: look again.
  }
  throw new AutomationError(
    "store-conflict",
    `run ${request.run}: another process keeps writing to it; try again in a moment`,
    { details: { retryable: true } },
  );
}
