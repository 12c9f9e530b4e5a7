import { AutomationError } from "../../domain/errors.ts";
import { planFunction, planPruning } from "./plan-function.ts";
import { planTriggers, removeTrigger } from "./plan-triggers.ts";
import type { DeployPlan, PlannedCall } from "./planned-call.ts";
import { type FoundFunction, type FoundStack, stackOf } from "./read-found-stack.ts";
import type { WantedStack } from "./wanted-stack.ts";

/** How a deployment may go. */
export interface DeployOptions {
  /** Take over functions of the declared names that do not carry the stack's mark. Default false. */
  readonly adopt?: boolean;
  /** Make triggers with secrets anew, since nobody can see whether a secret changed. Default false. */
  readonly renewSecrets?: boolean;
}

/** A function of the right name that is somebody else's is not overwritten unless that was asked for. */
function checkOwner(name: string, found: FoundFunction | undefined, stack: string): void {
  if (found === undefined) return;
  const owner = stackOf(found);
  if (owner === stack) return;
  const whose = owner === undefined ? "was not made by this deployment" : `belongs to ${owner}`;
  throw new AutomationError(
    "conflict",
    `${name}: a function of this name ${whose}; give yours another name, or take it over with --adopt`,
    { details: { field: name, retryable: false, ambiguous: false } },
  );
}

function removeFunction({ urn, config, triggers }: FoundFunction, why: string) {
  const functionName = config.func_name;
  return {
    triggers: triggers.map((trigger) => removeTrigger(functionName, urn, trigger, why)),
    function: { operation: "DeleteFunction", functionName, urn, why } satisfies PlannedCall,
  };
}

function ltsCall(wanted: WantedStack, found: FoundStack): PlannedCall[] {
  const isNew = wanted.functions.some(({ name, lts }) => lts && !found.functions.get(name)?.log);
  const about = { operation: "EnableLtsLogs", functionName: null, urn: null } as const;
  return isNew ? [{ ...about, why: "a function is to write its logs to LTS" }] : [];
}

/**
 * The writes that bring a stack from what is found to what is wanted; none when they agree. Pure.
 *
 * Order: functions with caps, code, settings and versions; then all triggers that go, so that a trigger can move from one
 * function to another without standing there twice; then all triggers that come; last, functions and versions that are
 * needed no more. Each prefix of it leaves something from which the next run ends in the same place. Throws `conflict`
 * for a function of somebody else.
 */
export function planDeploy(wanted: WantedStack, found: FoundStack, options: DeployOptions = {}): DeployPlan {
  const { adopt = false, renewSecrets = false } = options;
  const pairs = wanted.functions.map((one) => ({ wanted: one, found: found.functions.get(one.name) }));
  if (!adopt) for (const pair of pairs) checkOwner(pair.wanted.name, pair.found, wanted.stack);
  const triggers = pairs.map((pair) => planTriggers(pair.wanted, pair.found, { renewSecrets }));
  const gone = found.strays.map((stray) => removeFunction(stray, "not declared"));
  const pruned = pairs.flatMap((pair) => (pair.found ? planPruning(pair.wanted, pair.found, wanted) : []));
  return {
    calls: [
      ...ltsCall(wanted, found),
      // Old versions go first, since a function that has 20 of them takes no further one.
      ...pruned,
      ...pairs.flatMap((pair) => planFunction(pair.wanted, pair.found, wanted)),
      ...triggers.flatMap(({ removals }) => removals),
      ...gone.flatMap((one) => one.triggers),
      ...triggers.flatMap(({ creations }) => creations),
      ...gone.map((one) => one.function),
    ],
  };
}

/** The writes that take a stack away: all its triggers, then its functions. Functions without its mark stay. */
export function planRemove(stack: string, found: FoundStack): DeployPlan {
  const all = [...found.functions.values(), ...found.strays].filter((one) => stackOf(one) === stack);
  const gone = all.map((one) => removeFunction(one, "the stack is removed"));
  return { calls: [...gone.flatMap((one) => one.triggers), ...gone.map((one) => one.function)] };
}
