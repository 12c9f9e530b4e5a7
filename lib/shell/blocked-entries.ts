import { describeBlock } from "../core/describe-block.ts";
import { blockedSteps } from "../core/ready-steps.ts";
import type { RunState } from "../core/run-state.ts";
import type { NewEntry } from "../domain/status.ts";
import { stepEntry } from "./entry.ts";

/** Ends the steps that will never have their turn, each with what stands in its way. */
export function blockedEntries(run: RunState, nowMs: number): readonly NewEntry[] {
  return blockedSteps(run).map(({ step, by }) =>
    stepEntry(nowMs, step, {
      phase: "skipped",
      reason: "dependency-failed",
      ...(by && { text: describeBlock(step, by) }),
    }),
  );
}
