import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import { stepId } from "./step-chain.ts";

/**
 * The step that takes away a machine whose creation failed. It is the order's own affair: the same policy and owner,
 * and an id that follows from the order's, so that two passes that see the failure plan one deletion.
 */
export function cleanUpStep(order: Step, machine: Resource, digest: (text: string) => string): Step {
  const parts = { verb: "delete", ref: machine.ref, intent: { businessKey: order.id } } as const;
  return {
    id: stepId(digest, { ...parts, role: "clean-up" }),
    wave: order.wave + 1,
    verb: "delete",
    policy: order.policy,
    resource: machine.ref,
    target: order.target,
    kind: order.kind,
    name: machine.name,
    owner: order.owner,
    parameters: {},
    after: [],
    repeat: "once-only",
    onlyWhile: "failed",
  };
}
