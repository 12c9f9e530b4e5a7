import type { Resource } from "../../domain/resource.ts";
import type { TapeMachine } from "./tape.ts";

/** How one machine stands in a replay: as the log tells, or changed by what the replay has done with it. */
export interface PlayedMachine {
  readonly index: number;
  readonly tape: TapeMachine;
  /** `told`: as the log tells; `off` and `on`: as the replay left it, from `changedMs` on. */
  state: "told" | "off" | "on";
  /** When the replay changed it last, milliseconds since the epoch. */
  changedMs: number;
  /** Grows whenever something changes that a verdict may rest on. */
  version: number;
  /** What was last made of it, and out of what. */
  resource: Resource | null;
  from: Resource | null;
  /** The team of its owner, and for which reading of the machine it was found. */
  team: string | null;
  teamFor: Resource | null;
}

/** A machine that no replay has touched. */
export function playedMachine(tape: TapeMachine): PlayedMachine {
  return {
    ...{ index: tape.index, tape, state: "told", changedMs: 0, version: 0, resource: null, from: null },
    ...{ team: null, teamFor: null },
  };
}

function since(told: Resource, changedMs: number): number | null {
  return told.updatedAtMs === null ? null : Math.max(told.updatedAtMs, changedMs);
}

function asOff(told: Resource, changedMs: number): Resource {
  if (told.standing !== "running" && told.standing !== "changing") return told;
  return { ...told, standing: "stopped", status: "STOPPED", updatedAtMs: since(told, changedMs) };
}

/** Whoever changed a machine in the log after the replay had started it has the last word. */
function asOn(told: Resource, changedMs: number): Resource {
  if ((told.updatedAtMs ?? 0) >= changedMs) return told;
  if (told.standing === "running") return { ...told, updatedAtMs: since(told, changedMs) };
  if (told.standing !== "stopped" && told.standing !== "changing") return told;
  return { ...told, standing: "running", status: "RUNNING", updatedAtMs: since(told, changedMs) };
}

/** Makes anew what the machine looks like, where the log or the replay has changed it. */
export function refresh(machine: PlayedMachine): void {
  const told = machine.tape.resource;
  if (told === machine.from) return;
  machine.from = told;
  machine.version += 1;
  if (told === null || machine.state === "told") machine.resource = told;
  else if (machine.state === "off") machine.resource = asOff(told, machine.changedMs);
  else machine.resource = asOn(told, machine.changedMs);
}

/** The replay switches a machine off or on. */
export function change(machine: PlayedMachine, state: "off" | "on", atMs: number): void {
  machine.state = state;
  machine.changedMs = atMs;
  machine.from = null;
  refresh(machine);
}
