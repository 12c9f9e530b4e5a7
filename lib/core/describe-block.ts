import type { Step } from "../domain/step.ts";
import type { StepState } from "./run-state.ts";

const CAME_OUT = {
  failed: "failed",
  skipped: "was left out",
  unknown: "came out nobody knows how",
} as const satisfies Partial<Record<StepState["phase"], string>>;

/** Why a group is left alone, in one sentence: the first step of an earlier group that is not as wanted. */
export function describeBlock(step: Step, by: StepState): string {
  const how = by.phase === "unknown" || by.phase === "skipped" ? CAME_OUT[by.phase] : CAME_OUT.failed;
  const group = (step.barrier?.group ?? 0) + 1;
  const before = (by.step.barrier?.group ?? 0) + 1;
  return `group ${group} is left alone: ${by.step.verb} of ${by.step.name} in group ${before} ${how}`;
}

/** The same where a machine of an earlier group came out as wanted, and is not so any more. */
export function describeLost(step: Step, { by, text }: { readonly by: Step; readonly text: string }): string {
  const group = (step.barrier?.group ?? 0) + 1;
  return `group ${group} is left alone: ${by.name} in group ${(by.barrier?.group ?? 0) + 1} ${text}`;
}
