import { isAway, isWorkingTime, truthWorks } from "../../lib/emulator/truth.ts";
import { type FleetOptions, type ScoredMachine, scoredFleet } from "./fleet.ts";
import { type Meters, metersOf } from "./meters.ts";
import { type Month, monthOf, timeOf } from "./month.ts";

/** Steps that are looked at beyond the end, to tell whether a stop of the last minutes hits anybody. */
const BEYOND = 3;

/** A machine with its month written out, one entry per step. */
export interface Part extends ScoredMachine {
  readonly meters: Meters;
  /** 1 while somebody needs it. */
  readonly needed: Uint8Array;
  /** 1 while its owner would start it again if it were off. */
  readonly missed: Uint8Array;
  /** Whether a person sits before it, as opposed to work that goes on alone. */
  readonly isInteractive: boolean;
}

/** The month of one seed, the same for every contestant. */
export interface Scene {
  readonly month: Month;
  readonly parts: readonly Part[];
}

/** How a month is laid out. */
export interface SceneOptions extends FleetOptions {
  /** How far apart the points are that the client asks AOM for, seconds. */
  readonly notebookStepS: number;
}

function partOf(machine: ScoredMachine, { end }: Month, notebookStepS: number): Part {
  const { truth, key } = machine;
  const steps = end + BEYOND + 1;
  const needed = new Uint8Array(steps);
  const missed = new Uint8Array(steps);
  const isInteractive = truth.pattern === "think-time" || truth.pattern === "ssh-only";
  for (let step = 0; step < steps; step += 1) {
    const at = timeOf(step);
    if (!truthWorks(truth, at)) continue;
    needed[step] = 1;
    const isThere = isWorkingTime(truth.hours, at) && !(isInteractive && isAway(truth.hours, key, at));
    missed[step] = isThere ? 1 : 0;
  }
  return { ...machine, meters: metersOf(machine, { steps, notebookStepS }), needed, missed, isInteractive };
}

/** Lays out the month of a seed. */
export function sceneOf(options: SceneOptions): Scene {
  const month = monthOf(options.days);
  return {
    month,
    parts: scoredFleet(options).map((machine) => partOf(machine, month, options.notebookStepS)),
  };
}

/** Whether somebody needs a machine now or within the next 15 minutes: then stopping it is wrong. */
export function isNeededSoon({ needed }: Part, step: number): boolean {
  for (let at = step; at <= step + BEYOND; at += 1) if (needed[at] === 1) return true;
  return false;
}
