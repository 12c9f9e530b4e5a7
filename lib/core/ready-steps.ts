import type { RunState, StepPhase, StepState } from "./run-state.ts";
import { waveBarriers } from "./wave-barriers.ts";

/** The steps before this one. */
export function dependencies(state: StepState, run: RunState): readonly (StepState | undefined)[] {
  return state.step.after.map((id) => run.steps.get(id));
}

const HOPELESS: readonly StepPhase[] = ["failed", "skipped"];

/** A waiting step that will never have its turn. */
export interface BlockedStep extends StepState {
  /** The step of an earlier group that did not succeed; without one it is a step of its own machine. */
  readonly by?: StepState;
}

/** Waiting steps that will never have their turn, because one before them did not succeed. */
export function blockedSteps(run: RunState): readonly BlockedStep[] {
  const barrierOf = waveBarriers(run);
  return [...run.steps.values()].flatMap((state): readonly BlockedStep[] => {
    if (state.phase !== "waiting") return [];
    if (dependencies(state, run).some((before) => !before || HOPELESS.includes(before.phase))) return [state];
    const by = barrierOf(state).failed;
    return by ? [{ ...state, by }] : [];
  });
}

/** Waiting steps whose turn it is. */
export function readySteps(run: RunState, nowMs: number): readonly StepState[] {
  const barrierOf = waveBarriers(run);
  return [...run.steps.values()].filter((state) => {
    if (state.phase !== "waiting") return false;
    if (!dependencies(state, run).every((before) => before?.phase === "succeeded")) return false;
    const { failed, opensMs } = barrierOf(state);
    return failed === undefined && opensMs <= nowMs;
  });
}
