import { callOfSteps } from "../clients/target/call-of-steps.ts";
import { isAutomationError } from "../domain/errors.ts";
import type { OperationName } from "../domain/modelarts/operations.ts";
import type { ResourceKind } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import type { VerbName } from "../domain/verbs.ts";

function stepOf(verb: VerbName, kind: ResourceKind): Step {
  return {
    ...{ id: "step", wave: 0, verb, kind, policy: "", resource: `target/${kind}/id`, target: "target" },
    ...{ name: "", owner: null, parameters: { keyPair: "key" }, after: [], repeat: "convergent" },
  };
}

function operationOf(steps: readonly Step[]): readonly OperationName[] {
  try {
    return [callOfSteps(steps, () => "").operation];
  } catch (error) {
    if (isAutomationError(error) && error.code === "not-supported") return [];
    throw error;
  }
}

/**
 * The calls that a verb on a kind leads to, alone and for several machines at once. Found by building them, so that
 * there is no second list that could disagree with the one that is used.
 */
export function operationsOfVerb(verb: VerbName, kind: ResourceKind): readonly OperationName[] {
  const step = stepOf(verb, kind);
  return [...new Set([...operationOf([step]), ...operationOf([step, step])])];
}
