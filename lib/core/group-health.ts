import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import { verb } from "../domain/verbs.ts";
import type { RunState, StepState } from "./run-state.ts";

/** A group of a policy's machines that is about to begin, and what it rests on. */
export interface GroupBegin {
  readonly policy: string;
  readonly group: number;
  /** The last step of the run on each machine of the groups before it. */
  readonly earlier: readonly Step[];
}

/** Whether a machine still is as its last step left it. `wait`: that cannot be told now. */
export type Health =
  | { readonly kind: "as-wanted" }
  | { readonly kind: "wait" }
  | { readonly kind: "lost"; readonly text: string };

function keyOf({ policy, barrier }: Step): string {
  return `${barrier?.group} ${policy}`;
}

function hasBegun({ phase, attempts }: StepState): boolean {
  return phase !== "waiting" || attempts > 0;
}

/** What makes a machine has no machine yet, and a notebook lease leaves it standing as it likes. */
function leavesStanding({ verb: name }: Step): boolean {
  return name !== "lease" && !verb(name).creates;
}

/** Of a rebuild only the last link tells how the machine is to stand. */
function lastSteps(run: RunState, { policy, group }: Pick<GroupBegin, "policy" | "group">): readonly Step[] {
  const last = new Map<string, Step>();
  for (const { step } of run.steps.values()) {
    if (step.policy !== policy || !step.barrier || step.barrier.group >= group) continue;
    if (leavesStanding(step) && step.wave >= (last.get(step.resource)?.wave ?? 0))
      last.set(step.resource, step);
  }
  return [...last.values()];
}

/** Groups that begin with one of these steps, where others of the run come before them. */
export function beginningGroups(ready: readonly StepState[], run: RunState): readonly GroupBegin[] {
  const found = new Map<string, Step>();
  for (const { step } of ready) if (step.barrier) found.set(keyOf(step), step);
  if (found.size === 0) return [];
  for (const state of run.steps.values()) if (hasBegun(state)) found.delete(keyOf(state.step));
  return [...found.values()]
    .map(({ policy, barrier }) => ({ policy, group: barrier?.group ?? 0 }))
    .map((begin) => ({ ...begin, earlier: lastSteps(run, begin) }))
    .filter(({ earlier }) => earlier.length > 0);
}

/** Waiting steps of a group and of those behind it. */
export function stepsFrom({ policy, group }: GroupBegin, run: RunState): readonly Step[] {
  return [...run.steps.values()]
    .filter(({ phase, step }) => phase === "waiting" && step.policy === policy)
    .map(({ step }) => step)
    .filter(({ barrier }) => barrier !== undefined && barrier.group >= group);
}

/**
 * Holds a machine against what was wanted of it. One in the middle of a change, or in a status that no document names, is
 * waited for: it may come out either way.
 */
export function healthOf(step: Step, machine: Resource | undefined): Health {
  const { wanted } = verb(step.verb);
  const standing = machine?.standing ?? "gone";
  if (standing === wanted) return { kind: "as-wanted" };
  if (standing === "changing" || standing === "unknown") return { kind: "wait" };
  const gone = standing === "gone" || machine === undefined;
  return {
    kind: "lost",
    text: gone ? "does not exist any more" : `is ${machine.status} and not ${wanted} any more`,
  };
}
