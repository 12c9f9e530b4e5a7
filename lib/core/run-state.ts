import * as z from "zod";
import type { StatusEntry } from "../domain/status.ts";
import { type PreState, PreState as PreStateSchema, Step } from "../domain/step.ts";

/** What was sent for a step, as its "submitting" entry recorded it. */
export interface Submission {
  /** When the call was signed: the gateway refuses it 15 minutes later. Milliseconds since the epoch. */
  readonly signedAtMs: number;
  readonly pre: PreState | null;
  readonly call: string;
  /** Whether the cloud said that it accepted. */
  readonly accepted: boolean;
  /** Id of what a creation makes, once the cloud has told it. */
  readonly created: string | null;
}

/**
 * `waiting`: planned, not sent. `sent`: submitted, outcome open. `unknown`: a person has to say.
 * The rest are ends.
 */
export type StepPhase = "waiting" | "sent" | "unknown" | "succeeded" | "failed" | "skipped";

/** A step with everything that has happened to it. */
export interface StepState {
  readonly step: Step;
  readonly phase: StepPhase;
  readonly submission: Submission | null;
  /** How often it has been submitted. */
  readonly attempts: number;
  /** When the last line about it was written. Milliseconds since the epoch. */
  readonly sinceMs: number;
}

/** A run as its entries tell it: the fold of the log, nothing else. */
export interface RunState {
  readonly lastSeq: number;
  /** Whether the decision is complete; steps of an incomplete one do not count. */
  readonly decided: boolean;
  readonly finished: boolean;
  /** Reason of the last "deferred" entry that nothing has followed yet. */
  readonly deferredFor: string | null;
  /** How many actions the decision only observed. */
  readonly observed: number;
  readonly steps: ReadonlyMap<string, StepState>;
}

function submissionOf(entry: StatusEntry): Submission {
  const pre = PreStateSchema.safeParse(entry.details["pre"]);
  const signedAt = z.iso.datetime().safeParse(entry.details["signedAt"]);
  return {
    signedAtMs: Date.parse(signedAt.success ? signedAt.data : entry.at),
    pre: pre.success ? pre.data : null,
    call: entry.call ?? "",
    accepted: false,
    created: null,
  };
}

function accepted(state: StepState, entry: StatusEntry): StepState {
  const created = entry.details["created"];
  const submission = state.submission ?? submissionOf(entry);
  return {
    ...state,
    submission: { ...submission, accepted: true, created: typeof created === "string" ? created : null },
  };
}

function next(state: StepState, entry: StatusEntry): StepState {
  switch (entry.phase) {
    case "submitting":
      return { ...state, phase: "sent", submission: submissionOf(entry), attempts: state.attempts + 1 };
    case "accepted":
      return accepted(state, entry);
    case "deferred":
      // A lost answer tells nothing. For any other reason it certainly had no effect and waits for its next turn.
      return entry.reason === "answer-lost" ? state : { ...state, phase: "waiting", submission: null };
    case "succeeded":
      return { ...state, phase: "succeeded" };
    case "failed":
    case "rejected":
      return { ...state, phase: "failed" };
    case "skipped":
      return { ...state, phase: "skipped" };
    case "unknown":
      return { ...state, phase: "unknown" };
    default:
      return state;
  }
}

/** The steps that the plan of this number named. */
function stepsOf(entries: readonly StatusEntry[], plan: unknown): Map<string, StepState> {
  const steps = new Map<string, StepState>();
  for (const entry of entries) {
    if (entry.phase !== "planned" || entry.details["plan"] !== plan) continue;
    const parsed = Step.safeParse(entry.details["step"]);
    if (parsed.success) {
      const nothingYet = { phase: "waiting", submission: null, attempts: 0 } as const;
      steps.set(parsed.data.id, { step: parsed.data, ...nothingYet, sinceMs: Date.parse(entry.at) });
    }
  }
  return steps;
}

const Counts = z.array(z.object({ observe: z.number() })).catch([]);

/** Told by the decision and not by its lines: a clock policy writes a line only when the reason changed. */
function observedIn(commit: StatusEntry | undefined): number {
  return Counts.parse(commit?.details["counts"]).reduce((sum, { observe }) => sum + observe, 0);
}

/**
 * Reads a run's state out of its entries. A crash between the entries of one decision leaves a draft without its
 * "decided" entry; the run is then decided again and the draft never acts.
 */
export function runState(entries: readonly StatusEntry[]): RunState {
  const commit = entries.find((entry) => entry.phase === "decided" && entry.details["complete"] === true);
  const steps = commit ? stepsOf(entries, commit.details["plan"]) : new Map<string, StepState>();
  let deferredFor: string | null = null;
  for (const entry of entries) {
    const known = entry.step === null ? undefined : steps.get(entry.step);
    if (known) {
      steps.set(known.step.id, { ...next(known, entry), sinceMs: Date.parse(entry.at) });
      deferredFor = null;
    } else if (entry.phase === "deferred") {
      deferredFor = entry.reason;
    }
  }
  const last = entries.at(-1);
  return {
    lastSeq: last?.seq ?? 0,
    decided: commit !== undefined,
    finished: last?.phase === "finished",
    deferredFor,
    observed: observedIn(commit),
    steps,
  };
}

/** Whether nothing more can happen to a step by itself. */
export function ended(state: StepState): boolean {
  return state.phase === "succeeded" || state.phase === "failed" || state.phase === "skipped";
}
