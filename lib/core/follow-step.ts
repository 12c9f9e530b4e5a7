import { formatDuration } from "../domain/duration.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import { type VERBS, type VerbName, verb } from "../domain/verbs.ts";
import type { Submission } from "./run-state.ts";
import { ATTEMPTS_MAX } from "./step-life.ts";

/** The gateway refuses a signature that is older than this, so a call can only arrive within it. */
export const SIGNATURE_LIFE_MS = 15 * 60_000;

/** How far clocks may be apart before "never happened" is concluded. */
export const CLOCK_SKEW_MS = 2 * 60_000;

/** A change that still is under way after this will not end by itself. */
export const STUCK_AFTER_MS = 24 * 60 * 60_000;

/** After this an accepted change that still is not there is a failure. Vendor's own time limits are 20 to 60 min. */
export const GIVE_UP_MS = 60 * 60_000;

/**
 * A convergent call without an answer may be repeated after so long: well over twice what a client waits for one. A
 * first one that comes later still does no harm by itself; what would be undone by it waits (`late-call.ts`).
 */
export const RESEND_AFTER_MS = 55_000;

/** `pending`: look again later. `retry`: it certainly never happened and may be sent again. */
export type Followed =
  | { readonly kind: "pending" }
  | {
      readonly kind: "succeeded" | "failed" | "unknown" | "retry";
      readonly reason: Reason;
      readonly text: string;
    };

/** Verbs that change a machine which is there. What creates one is followed by `followCreation`. */
type ChangeVerb = { [V in VerbName]: (typeof VERBS)[V]["creates"] extends true ? never : V }[VerbName];

/** A step on one machine. */
export type ChangeStep = Step & { readonly verb: ChangeVerb };

/** Whether a step changes a machine that is there, instead of ordering new ones. */
export function isChange(step: Step): step is ChangeStep {
  return !verb(step.verb).creates;
}

/** What is compared: the machine now, and what was recorded before the call. Never a clock of ours. */
export interface FollowInput {
  readonly step: ChangeStep;
  readonly submission: Submission;
  /** How often the step was sent, this time included. */
  readonly attempts: number;
  /** `undefined`: the cloud says that it does not exist. */
  readonly machine: Resource | undefined;
  readonly nowMs: number;
}

const PENDING: Followed = { kind: "pending" };

function done(text: string): Followed {
  return { kind: "succeeded", reason: "confirmed", text };
}

function broken(text: string): Followed {
  return { kind: "failed", reason: "step-failed", text };
}

/** Whether the machine changed since the call was signed, told by its own time stamp. */
function changedSince(machine: Resource, submission: Submission): boolean {
  const before = submission.pre?.updatedAtMs ?? null;
  return before !== null && machine.updatedAtMs !== null && machine.updatedAtMs > before;
}

/** After this its signature has expired by every clock, and the gateway lets a call in no more. */
export function lastArrivalMs({ signedAtMs }: Pick<Submission, "signedAtMs">): number {
  return signedAtMs + SIGNATURE_LIFE_MS + CLOCK_SKEW_MS;
}

/** Whether a call may reach the cloud yet: until its signature has expired by every clock, nothing "never happened". */
export function couldStillArrive({ submission, nowMs }: Pick<FollowInput, "submission" | "nowMs">): boolean {
  return nowMs <= lastArrivalMs(submission);
}

/** A machine that was broken before the call shows nothing by being broken still. */
function newlyFailed(machine: Resource, submission: Submission): boolean {
  const asBefore = machine.status === submission.pre?.status && !changedSince(machine, submission);
  return machine.standing === "failed" && !asBefore;
}

/** The machine is in the middle of a change, and may be so for a long time, but not for ever. */
function underWay(
  { submission, nowMs }: FollowInput,
  machine: Resource,
  stuck: "failed" | "unknown",
): Followed {
  const waited = nowMs - submission.signedAtMs;
  if (waited <= STUCK_AFTER_MS) return PENDING;
  return {
    kind: stuck,
    reason: stuck === "failed" ? "step-failed" : "undecided",
    text: `the machine has been ${machine.status} for ${formatDuration(waited)}`,
  };
}

function ineffective({ step, submission, nowMs }: FollowInput, machine: Resource): Followed {
  const waited = nowMs - submission.signedAtMs;
  if (waited <= GIVE_UP_MS) return PENDING;
  return {
    kind: "failed",
    reason: step.verb === "stop" ? "still-running" : "step-failed",
    text: `accepted ${formatDuration(waited)} ago, but the machine is ${machine.status}`,
  };
}

/** A convergent call may go out again soon, since a late first one does no harm; but not for ever. */
function unanswered({ submission, attempts, nowMs }: FollowInput, machine: Resource): Followed {
  if (nowMs <= submission.signedAtMs + RESEND_AFTER_MS) return PENDING;
  const last = attempts >= ATTEMPTS_MAX;
  return {
    kind: last ? "failed" : "retry",
    reason: "call-failed",
    text: `no answer came${last ? ` to ${attempts} calls` : ""}, and the machine is ${machine.status} as before`,
  };
}

/** The machine is as it was before. Was the call accepted, is it still under way, or did it never happen? */
function unchanged(input: FollowInput, machine: Resource): Followed {
  if (input.submission.accepted) return ineffective(input, machine);
  if (input.step.repeat === "convergent") return unanswered(input, machine);
  if (couldStillArrive(input)) return PENDING;
  return {
    kind: "failed",
    reason: "call-failed",
    text: `the call never arrived: the machine is ${machine.status} as before, and the signature has expired`,
  };
}

function convergent(input: FollowInput, machine: Resource, wanted: "stopped" | "running"): Followed {
  if (machine.standing === wanted) return done(`the machine is ${machine.status}`);
  if (newlyFailed(machine, input.submission)) return broken(`the machine is ${machine.status}`);
  return machine.standing === "changing" ? underWay(input, machine, "failed") : unchanged(input, machine);
}

/** Reinstalling and changing the system and a reboot end where a running machine began: only time stamps tell. */
function once(input: FollowInput, machine: Resource): Followed {
  const { step, submission } = input;
  if (newlyFailed(machine, submission)) return broken(`the machine is ${machine.status}`);
  if (machine.standing === "changing") return underWay(input, machine, "unknown");
  const changed = changedSince(machine, submission);
  if (machine.standing === "running" && changed) {
    const wanted = step.verb === "change-os" ? step.parameters["image"] : machine.imageId;
    if (wanted === machine.imageId) return done(`the machine is ${machine.status}, changed since the call`);
  }
  if (!changed && machine.status === submission.pre?.status) return unchanged(input, machine);
  if (couldStillArrive(input)) return PENDING;
  return {
    kind: "unknown",
    reason: "undecided",
    text: `the machine is ${machine.status} and was changed since, but not in the way this call does it`,
  };
}

function deletion(input: FollowInput, machine: Resource): Followed {
  if (newlyFailed(machine, input.submission)) return broken(`the machine is ${machine.status}`);
  return machine.standing === "changing" ? underWay(input, machine, "unknown") : unchanged(input, machine);
}

function lease(input: FollowInput, machine: Resource): Followed {
  return input.submission.accepted ? done("the cloud took the notebook lease") : unchanged(input, machine);
}

function vanished(): Followed {
  return broken("the machine does not exist any more");
}

/** How a verb is followed: by the machine, or by its not being there. */
interface Following {
  readonly there: (input: FollowInput, machine: Resource) => Followed;
  readonly absent: (input: FollowInput) => Followed;
}

const ONCE: Following = { there: once, absent: vanished };

const FOLLOWING: Readonly<Record<ChangeVerb, Following>> = {
  stop: { there: (input, machine) => convergent(input, machine, "stopped"), absent: vanished },
  start: { there: (input, machine) => convergent(input, machine, "running"), absent: vanished },
  lease: { there: lease, absent: vanished },
  reboot: ONCE,
  "reinstall-os": ONCE,
  "change-os": ONCE,
  delete: { there: deletion, absent: () => done("the machine is gone") },
};

/**
 * Decides from the machine what became of a step that was sent. It concludes "never happened" only after the
 * signature has expired, and calls `unknown` what the machine cannot tell.
 */
export function followStep(input: FollowInput): Followed {
  const { there, absent } = FOLLOWING[input.step.verb];
  const { machine } = input;
  // Some lists still name what was deleted; it is as good as not there.
  return machine === undefined || machine.standing === "gone" ? absent(input) : there(input, machine);
}
