import type { RunState, StepState } from "../core/run-state.ts";
import type { AutomationEvent } from "../domain/event.ts";

/** The once-only steps that a convergent one only makes ready for, such as the reinstallation behind a stop. */
function madeReady({ step }: StepState, run: RunState): readonly string[] {
  return [...run.steps.values()]
    .filter(({ step: next }) => next.repeat === "once-only" && next.after.includes(step.id))
    .map(({ step: next }) => next.id);
}

/** The permit of this very call, in the order in which they are used up. */
function ownPermit({ step, attempts }: StepState, run: RunState): string {
  if (attempts > 0) return `${step.id}#${attempts + 1}`;
  const takenBefore = step.after.some((id) => (run.steps.get(id)?.attempts ?? 0) > 0);
  return step.repeat === "once-only" && takenBefore ? `${step.id}#1` : step.id;
}

/**
 * Whether even a stop or a start is asked for once only. What somebody sent is: the same alert under another delivery
 * id, an hour later, must not stop again what a person has started since. A clock asks anew with every slot, and whoever
 * plays an event again wants what can be repeated to be repeated.
 */
function isAskedOnce({ type, replayof }: AutomationEvent): boolean {
  return type !== "schedule.tick" && replayof === undefined;
}

/**
 * What has to be reserved before a step may be sent. The permit of a once-only step is taken with the first call of
 * its chain: the stop before a reinstallation that another run has carried out would take the machine from its user
 * for nothing. The step's own call then takes a second one, and a repetition that is known to be safe the next.
 */
export function permitsOf(state: StepState, run: RunState, event: AutomationEvent): readonly string[] {
  if (state.step.repeat === "once-only") return [ownPermit(state, run)];
  const first = state.attempts === 0 ? madeReady(state, run) : [];
  return isAskedOnce(event) ? [ownPermit(state, run), ...first] : first;
}
