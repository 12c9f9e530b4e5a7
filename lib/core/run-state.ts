import * as z from "zod";
import type { Hold } from "../domain/hold.ts";
import type { StatusEntry } from "../domain/status.ts";
import { type PreState, PreState as PreStateSchema, Step } from "../domain/step.ts";
import { withAnnouncedHolds } from "./announced-holds.ts";
import { type Asked, createAskFold, type GivenAnswer } from "./approval/ask-fold.ts";

/** What was sent for a step, as its "submitting" entry recorded it. */
export interface Submission {
  /** When the call was signed: the gateway refuses it 15 minutes later. Milliseconds since the epoch. */
  readonly signedAtMs: number;
  readonly pre: PreState | null;
  readonly call: string;
  /** Fence of the lease under which it was sent; `null` in logs from before there were leases. */
  readonly fence: number | null;
  /** Whether the cloud said that it accepted. */
  readonly accepted: boolean;
  /** Id of what a creation makes, once the cloud has told it. */
  readonly created: string | null;
  /** Id of a creation's order, where the cloud told one. */
  readonly order: string | null;
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
  /** Since when it stands in this phase. Milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Why its turn was put off, while it waits for the next one. */
  readonly deferredFor: string | null;
  /** Before this its turn does not come again. Milliseconds since the epoch. */
  readonly notBeforeMs: number;
  /** Until when a call of it without an answer may come in late; 0 when none can. Milliseconds since the epoch. */
  readonly lateUntilMs: number;
}

/** A run as its entries tell it: the fold of the log, nothing else. */
export interface RunState {
  readonly lastSeq: number;
  /** Whether the decision is complete; steps of an incomplete one do not count. */
  readonly decided: boolean;
  readonly finished: boolean;
  /** Reason of the last "deferred" entry that nothing has followed yet. */
  readonly deferredFor: string | null;
  /** Number of the plan that counts: what is planned behind the decision under it is part of it. */
  readonly plan: unknown;
  /** How many actions the decision only observed. */
  readonly observed: number;
  /** How often a pass died or broke off. */
  readonly broken: number;
  /** Holds that the run said it is about to keep, the newest of each machine. */
  readonly announced: readonly Hold[];
  /** The plan that people have to agree to before it is decided; `null` when nothing was asked. It stays when they have. */
  readonly asked: Asked | null;
  /** Answers to that very plan, in the order in which they came. */
  readonly answers: readonly GivenAnswer[];
  readonly steps: ReadonlyMap<string, StepState>;
}

/** Grows with its entries, so that a pass over thousands of steps reads each entry once. */
export interface RunFold {
  add(entries: readonly StatusEntry[]): void;
  /** As of now; its map of steps is the one that grows. */
  state(): RunState;
}

const Fence = z.int().nullable().catch(null);

function submissionOf(entry: StatusEntry): Submission {
  const pre = PreStateSchema.safeParse(entry.details["pre"]);
  const signedAt = z.iso.datetime().safeParse(entry.details["signedAt"]);
  return {
    signedAtMs: Date.parse(signedAt.success ? signedAt.data : entry.at),
    pre: pre.success ? pre.data : null,
    call: entry.call ?? "",
    fence: Fence.parse(entry.details["fence"]),
    accepted: false,
    created: null,
    order: null,
  };
}

const Id = z.string().nullable().catch(null);
const AcceptedDetails = z.object({ created: Id, order: Id });

function accepted(state: StepState, entry: StatusEntry): Partial<StepState> {
  const { created, order } = AcceptedDetails.parse(entry.details);
  const submission = state.submission ?? submissionOf(entry);
  return { submission: { ...submission, accepted: true, created, order } };
}

function deferred(state: StepState, entry: StatusEntry): Partial<StepState> {
  // A lost answer tells nothing. For any other reason it certainly had no effect and waits for its next turn.
  if (entry.reason === "answer-lost") return {};
  const asked = entry.details["retryAfterMs"];
  return {
    phase: "waiting",
    submission: null,
    deferredFor: entry.reason,
    notBeforeMs: Date.parse(entry.at) + (typeof asked === "number" ? asked : 0),
    // Put off again while it waits, it gets no younger: otherwise it could be put off for ever.
    sinceMs: state.phase === "waiting" ? state.sinceMs : Date.parse(entry.at),
  };
}

function change(state: StepState, entry: StatusEntry): Partial<StepState> {
  switch (entry.phase) {
    case "submitting":
      return { phase: "sent", submission: submissionOf(entry), attempts: state.attempts + 1 };
    case "accepted":
      return accepted(state, entry);
    case "deferred":
      return deferred(state, entry);
    case "succeeded":
    case "failed":
    case "skipped":
    case "unknown":
      return { phase: entry.phase };
    case "rejected":
      return { phase: "failed" };
    default:
      return {};
  }
}

/** The moment that an entry's details name, if they do. */
export function lateUntilIn(details: StatusEntry["details"]): number {
  const told = details["mayArriveUntil"];
  // Hardly any entry names one, and every entry of every run comes by here.
  if (told === undefined) return 0;
  const until = z.iso.datetime().safeParse(told);
  return until.success ? Date.parse(until.data) : 0;
}

function next(state: StepState, entry: StatusEntry): StepState {
  const lateUntilMs = Math.max(state.lateUntilMs, lateUntilIn(entry.details));
  return { ...state, sinceMs: Date.parse(entry.at), deferredFor: null, lateUntilMs, ...change(state, entry) };
}

/** A step as the plan names it. */
function plannedStep(entry: StatusEntry): StepState | undefined {
  const parsed = Step.safeParse(entry.details["step"]);
  if (!parsed.success) return undefined;
  const sinceMs = Date.parse(entry.at);
  const nothingYet = { phase: "waiting", submission: null, attempts: 0, deferredFor: null } as const;
  return { step: parsed.data, ...nothingYet, sinceMs, notBeforeMs: sinceMs, lateUntilMs: 0 };
}

const Counts = z.array(z.object({ observe: z.number() })).catch([]);

/** Told by the decision and not by its lines: a clock policy writes a line only when the reason changed. */
function observedIn(commit: StatusEntry): number {
  return Counts.parse(commit.details["counts"]).reduce((sum, { observe }) => sum + observe, 0);
}

const PASS_ENDED_BADLY: readonly string[] = ["resumed", "broke"];

/**
 * Reads a run's state out of its entries, as they come. A crash between the entries of one decision leaves a draft
 * without its "decided" entry; the run is then decided again and the draft never acts. What is planned behind the
 * decision under its number (the clean-up of a failed order) is part of it.
 */
export function createRunFold(): RunFold {
  const steps = new Map<string, StepState>();
  const drafts: StatusEntry[] = [];
  const people = createAskFold();
  let commit: StatusEntry | undefined;
  let last: StatusEntry | undefined;
  let deferredFor: string | null = null;
  let broken = 0;
  let announced: readonly Hold[] = [];

  function plan(entry: StatusEntry): void {
    const planned = entry.details["plan"] === commit?.details["plan"] ? plannedStep(entry) : undefined;
    if (planned && !steps.has(planned.step.id)) steps.set(planned.step.id, planned);
  }

  function decide(entry: StatusEntry): void {
    if (commit || entry.details["complete"] !== true) return;
    commit = entry;
    for (const draft of drafts.splice(0)) plan(draft);
  }

  /** An entry about the run as a whole, or about a step that is not known yet. */
  function aboutRun(entry: StatusEntry): void {
    switch (entry.phase) {
      case "planned":
        announced = withAnnouncedHolds(announced, entry);
        if (commit) plan(entry);
        else drafts.push(entry);
        break;
      case "decided":
        decide(entry);
        break;
      case "answered":
        people.answer(entry);
        break;
      case "deferred":
        deferredFor = entry.reason;
        if (entry.reason === "awaiting-approval") people.ask(entry, drafts);
        if (PASS_ENDED_BADLY.includes(entry.reason)) broken += 1;
    }
  }

  function addOne(entry: StatusEntry): void {
    last = entry;
    const known = entry.step === null ? undefined : steps.get(entry.step);
    if (known) {
      steps.set(known.step.id, next(known, entry));
      deferredFor = null;
    } else aboutRun(entry);
  }

  return {
    add: (entries) => entries.forEach(addOne),
    state: () => ({
      lastSeq: last?.seq ?? 0,
      decided: commit !== undefined,
      finished: last?.phase === "finished",
      deferredFor,
      plan: commit?.details["plan"],
      observed: commit ? observedIn(commit) : 0,
      broken,
      announced,
      asked: people.asked(),
      answers: people.answers(),
      steps,
    }),
  };
}

/** The state that these entries tell, from the first on. */
export function runState(entries: readonly StatusEntry[]): RunState {
  const fold = createRunFold();
  fold.add(entries);
  return fold.state();
}

/** Whether nothing more can happen to a step by itself. */
export function ended(state: StepState): boolean {
  return state.phase === "succeeded" || state.phase === "failed" || state.phase === "skipped";
}
