import { formatDuration } from "../domain/duration.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import type { Submission } from "./run-state.ts";

/** The gateway refuses a signature that is older than this, so a call can only arrive within it. */
export const SIGNATURE_LIFE_MS = 15 * 60_000;

/** How far clocks may be apart before "never happened" is concluded. */
export const CLOCK_SKEW_MS = 2 * 60_000;

/** After this an accepted change that still is not there is a failure. Vendor's own time limits are 20 to 60 min. */
export const GIVE_UP_MS = 60 * 60_000;

/** A convergent call without an answer may be repeated after so long: a late first one does no harm. */
export const RESEND_AFTER_MS = 10_000;

/** `pending`: look again later. `retry`: it certainly never happened and may be sent again. */
export type Followed =
  | { readonly kind: "pending" }
  | {
      readonly kind: "succeeded" | "failed" | "unknown" | "retry";
      readonly reason: Reason;
      readonly text: string;
    };

/** What is compared: the machine now, and what was recorded before the call. Never a clock of ours. */
export interface FollowInput {
  readonly step: Step;
  readonly submission: Submission;
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

function couldStillArrive({ submission, nowMs }: FollowInput): boolean {
  return nowMs <= submission.signedAtMs + SIGNATURE_LIFE_MS + CLOCK_SKEW_MS;
}

/** The machine is as it was before. Was the call accepted, is it still under way, or did it never happen? */
function unchanged(input: FollowInput, machine: Resource): Followed {
  const { step, submission, nowMs } = input;
  if (submission.accepted) {
    const waited = nowMs - submission.signedAtMs;
    if (waited <= GIVE_UP_MS) return PENDING;
    const reason = step.verb === "stop" ? "still-running" : "step-failed";
    return {
      kind: "failed",
      reason,
      text: `accepted ${formatDuration(waited)} ago, but the machine is ${machine.status}`,
    };
  }
  if (step.repeat === "convergent") {
    if (nowMs <= submission.signedAtMs + RESEND_AFTER_MS) return PENDING;
    return {
      kind: "retry",
      reason: "call-failed",
      text: `no answer came, and the machine is ${machine.status} as before`,
    };
  }
  if (couldStillArrive(input)) return PENDING;
  return {
    kind: "failed",
    reason: "call-failed",
    text: `the call never arrived: the machine is ${machine.status} as before, and the signature has expired`,
  };
}

function convergent(input: FollowInput, machine: Resource, wanted: "stopped" | "running"): Followed {
  if (machine.standing === wanted) return done(`the machine is ${machine.status}`);
  if (machine.standing === "failed") return broken(`the machine is ${machine.status}`);
  return machine.standing === "changing" ? PENDING : unchanged(input, machine);
}

/** Reinstalling and changing the system and a reboot end where a running machine began: only time stamps tell. */
function once(input: FollowInput, machine: Resource): Followed {
  const { step, submission } = input;
  if (machine.standing === "failed") return broken(`the machine is ${machine.status}`);
  if (machine.standing === "changing") return PENDING;
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
  if (machine.standing === "failed") return broken(`the machine is ${machine.status}`);
  return machine.standing === "changing" ? PENDING : unchanged(input, machine);
}

function creation(input: FollowInput): Followed {
  const { machine, submission } = input;
  if (machine?.standing === "running") return done(`${machine.ref} is ${machine.status}`);
  if (machine?.standing === "failed")
    return broken(`${machine.ref} is ${machine.status}; it stays listed until it is deleted`);
  if (machine || couldStillArrive(input)) return PENDING;
  return submission.accepted
    ? {
        kind: "unknown",
        reason: "undecided",
        text: "the order was accepted, but no machine with its name is there",
      }
    : {
        kind: "failed",
        reason: "call-failed",
        text: "no machine with the order's name was made, and the signature has expired",
      };
}

function gone({ step }: FollowInput): Followed {
  if (step.verb === "delete") return done("the machine is gone");
  return broken("the machine does not exist any more");
}

/**
 * Decides from the machine what became of a step that was sent. It concludes "never happened" only after the
 * signature has expired, and calls `unknown` what the machine cannot tell.
 */
export function followStep(input: FollowInput): Followed {
  const { step, machine } = input;
  switch (step.verb) {
    case "create-notebook":
    case "create-legacy-notebook":
    case "create-dev-server":
      return creation(input);
    default:
      break;
  }
  if (!machine) return gone(input);
  switch (step.verb) {
    case "stop":
      return convergent(input, machine, "stopped");
    case "start":
      return convergent(input, machine, "running");
    case "lease":
      return input.submission.accepted
        ? done("the cloud took the notebook lease")
        : unchanged(input, machine);
    case "reboot":
    case "reinstall-os":
    case "change-os":
      return once(input, machine);
    case "delete":
      return deletion(input, machine);
    default:
      return step.verb satisfies never;
  }
}
