import { hashText, noise } from "../../lib/emulator/noise.ts";
import { isAway } from "../../lib/emulator/truth.ts";
import { STEPS_PER_HOUR, timeOf } from "./month.ts";
import { chosen } from "./plain-rules.ts";
import type { Rule, View } from "./play.ts";
import type { Part } from "./scene.ts";

/**
 * How somebody works with the Jupyter server that is taken to run in every machine: `person` before an open page; `told`,
 * a cell that prints as it goes; `silent`, a cell that prints nothing until it is done; `outside`, a shell beside Jupyter.
 */
type Habit = "person" | "told" | "silent" | "outside";

/** Of the work that goes on alone, one half prints, a quarter is silent, and a quarter runs in a shell. */
function habitOf({ truth, key }: Part): Habit {
  if (truth.pattern === "think-time") return "person";
  if (truth.pattern === "ssh-only") return "outside";
  const drawn = noise(key, hashText("habit"));
  if (drawn < 0.5) return "told";
  return drawn < 0.75 ? "silent" : "outside";
}

/** A page that is open counts as activity (it polls and holds its socket); people shut it in the break and when they leave. */
function isPageOpen({ truth, key, needed }: Part, step: number): boolean {
  return needed[step] === 1 && !isAway(truth.hours, key, timeOf(step));
}

/** A burst of the processor is a cell that runs. */
const CELL_CPU_PERCENT = 15;

function runsCell(part: Part, habit: Habit, step: number): boolean {
  if (habit === "outside" || part.needed[step] !== 1) return false;
  if (habit !== "person") return true;
  part.meters.need(step, step);
  return (part.meters.cpu[step] ?? 0) > CELL_CPU_PERCENT;
}

interface CullerRule {
  readonly limitSteps: number;
  /** How often it looks. */
  readonly everySteps: number;
  /** Whether a step counts as activity. */
  readonly isActive: (part: Part, habit: Habit, step: number) => boolean;
}

function culler({ limitSteps, everySteps, isActive }: CullerRule): Rule {
  const activeAt = new Map<number, number>();
  const habits = new Map<Part, Habit>();
  function isDue(part: Part, step: number, view: View): boolean {
    const habit = habits.get(part) ?? habitOf(part);
    habits.set(part, habit);
    // What happened since the last check; before the first one, nothing is known but the start.
    const known = activeAt.get(part.index) ?? view.first;
    const last = step > view.first && isActive(part, habit, step - 1) ? step : known;
    activeAt.set(part.index, last);
    return (step - view.first) % everySteps === 0 && step - last >= limitSteps;
  }
  return {
    onStart: (index, step) => activeAt.set(index, step),
    stops: (step, view) => chosen(view, (part) => isDue(part, step, view)),
  };
}

/**
 * jupyterhub-idle-culler 2.0.0: stops when the Hub's `last_activity` is older than the timeout, 600 s unless set, and
 * looks every half of that. Output of a cell and an open page are activity; a busy kernel that prints nothing is not
 * looked at, and a shell is not seen.
 */
export function hubCuller(minutes: number): Rule {
  return culler({
    limitSteps: (minutes / 60) * STEPS_PER_HOUR,
    everySteps: (minutes / 120) * STEPS_PER_HOUR,
    isActive: (part, habit, step) => {
      if (habit === "person") return isPageOpen(part, step);
      return habit === "told" && part.needed[step] === 1;
    },
  });
}

/**
 * The Kubeflow notebook controller's culler: a kernel that is not idle protects for ever, else the newest kernel activity
 * counts; without kernels the mark does not move. 1,440 minutes unless set, looked at every minute. Shells are ignored.
 */
export function kubeflowCuller(minutes: number): Rule {
  return culler({
    limitSteps: (minutes / 60) * STEPS_PER_HOUR,
    everySteps: 1,
    isActive: (part, habit, step) => runsCell(part, habit, step),
  });
}
