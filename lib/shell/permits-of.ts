import type { RunState, StepState } from "../core/run-state.ts";

/** The once-only steps that a convergent one only makes ready for, such as the reinstallation behind a stop. */
function madeReady({ step }: StepState, run: RunState): readonly string[] {
  return [...run.steps.values()]
    .filter(({ step: next }) => next.repeat === "once-only" && next.after.includes(step.id))
    .map(({ step: next }) => next.id);
}

/**
 * What has to be reserved before a step may be sent. The permit of a once-only step is taken with the first call of
 * its chain: the stop before a reinstallation that another run has carried out would take the machine from its user
 * for nothing. The step's own call then takes a second one, and a repetition that is known to be safe the next.
 */
export function permitsOf(state: StepState, run: RunState): readonly string[] {
  const { step, attempts } = state;
  if (step.repeat !== "once-only") return attempts === 0 ? madeReady(state, run) : [];
  if (attempts > 0) return [`${step.id}#${attempts + 1}`];
  const takenBefore = step.after.some((id) => (run.steps.get(id)?.attempts ?? 0) > 0);
  return [takenBefore ? `${step.id}#1` : step.id];
}
