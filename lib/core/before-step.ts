import type { Reason } from "../domain/reasons.ts";
import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import { verb } from "../domain/verbs.ts";

/** What to do with a step right before its call, now that the machine has been read. */
export type Readiness =
  | { readonly kind: "send" }
  | { readonly kind: "wait"; readonly text: string }
  | { readonly kind: "succeeded" | "skipped"; readonly reason: Reason; readonly text: string };

/**
 * The last look before a call: between the plan and now a person may have started, stopped or deleted the machine.
 * What is true already needs no call, what the cloud would refuse is not tried, and a change under way is waited for.
 */
export function beforeStep(step: Step, machine: Resource | undefined): Readiness {
  const { wanted, from, repeat, creates } = verb(step.verb);
  if (creates) return { kind: "send" };
  if (!machine) {
    return wanted === "gone"
      ? { kind: "succeeded", reason: "already-so", text: "the machine is gone already" }
      : { kind: "skipped", reason: "not-found", text: "the machine does not exist any more" };
  }
  if (machine.standing === "changing") return { kind: "wait", text: `the machine is ${machine.status}` };
  if (repeat === "convergent" && step.verb !== "lease" && machine.standing === wanted) {
    return { kind: "succeeded", reason: "already-so", text: `the machine is ${machine.status} already` };
  }
  if (from.includes(machine.standing)) return { kind: "send" };
  return { kind: "skipped", reason: "superseded", text: `the machine is ${machine.status} now` };
}
