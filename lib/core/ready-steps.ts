import type { RunState, StepPhase, StepState } from "./run-state.ts";

/** The steps before this one. */
export function dependencies(state: StepState, run: RunState): readonly (StepState | undefined)[] {
  return state.step.after.map((id) => run.steps.get(id));
}

const HOPELESS: readonly StepPhase[] = ["failed", "skipped"];

/** Waiting steps that will never have their turn, because one before them did not succeed. */
export function blockedSteps(run: RunState): readonly StepState[] {
  return [...run.steps.values()].filter(
    (state) =>
      state.phase === "waiting" &&
      dependencies(state, run).some((before) => !before || HOPELESS.includes(before.phase)),
  );
}

/** Waiting steps whose turn it is. */
export function readySteps(run: RunState): readonly StepState[] {
  return [...run.steps.values()].filter(
    (state) =>
      state.phase === "waiting" && dependencies(state, run).every((before) => before?.phase === "succeeded"),
  );
}
