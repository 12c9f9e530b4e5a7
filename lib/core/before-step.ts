import type { Hold } from "../domain/hold.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import { verb } from "../domain/verbs.ts";
import { stopUnderHold } from "./lease-under-hold.ts";

/** What to do with a step right before its call, now that the machine has been read. */
export type Readiness =
  | { readonly kind: "send" }
  | { readonly kind: "wait"; readonly text: string }
  | { readonly kind: "succeeded" | "skipped"; readonly reason: Reason; readonly text: string };

/** What was seen right before the call. */
export interface SeenBefore {
  /** `undefined`: the cloud says that it does not exist. */
  readonly machine: Resource | undefined;
  /** A hold on the machine that stands now. */
  readonly hold?: Hold | undefined;
  /** When it was seen, milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * The last look before a call: between the plan and now a person may have started, stopped, deleted or held the
 * machine. What is true already needs no call, what the cloud would refuse is not tried, and a change under way is waited for.
 */
export function beforeStep(step: Step, { machine, ...seen }: SeenBefore): Readiness {
  const { wanted, creates } = verb(step.verb);
  if (creates) return { kind: "send" };
  if (machine && machine.standing !== "gone") return beforeChange(step, machine, seen);
  return wanted === "gone"
    ? { kind: "succeeded", reason: "already-so", text: "the machine is gone already" }
    : { kind: "skipped", reason: "not-found", text: "the machine does not exist any more" };
}

/** Whether the hold stands against it: a notebook lease is a stop as well, by the cloud itself and later. */
function isHeldOff(step: Step, resource: Resource, hold: Hold, nowMs: number): boolean {
  if (step.verb === "lease") return stopUnderHold(step, { resource, hold, nowMs }) !== undefined;
  return verb(step.verb).disruptive;
}

function beforeChange(
  step: Step,
  machine: Resource,
  { hold, nowMs }: Omit<SeenBefore, "machine">,
): Readiness {
  const { wanted, from, repeat } = verb(step.verb);
  if (step.onlyWhile !== undefined && machine.standing !== step.onlyWhile) {
    const text = `the machine is ${machine.status} and not ${step.onlyWhile} any more, so it is left alone`;
    return { kind: "skipped", reason: "superseded", text };
  }
  if (machine.standing === "changing") return { kind: "wait", text: `the machine is ${machine.status}` };
  if (repeat === "convergent" && step.verb !== "lease" && machine.standing === wanted) {
    return { kind: "succeeded", reason: "already-so", text: `the machine is ${machine.status} already` };
  }
  if (hold && isHeldOff(step, machine, hold, nowMs)) {
    return {
      kind: "skipped",
      reason: "held",
      text: `held by ${hold.owner} since it was planned: ${hold.reason}`,
    };
  }
  if (from.includes(machine.standing)) return { kind: "send" };
  return { kind: "skipped", reason: "superseded", text: `the machine is ${machine.status} now` };
}
