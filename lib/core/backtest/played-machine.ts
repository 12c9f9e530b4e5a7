import type { Resource } from "../../domain/resource.ts";
import type { Ownership } from "../owner.ts";
import type { Saving } from "../saving.ts";
import { NEVER_MS, type Standing, standingAs, type TapeMachine } from "./tape.ts";

/** What the rules say of one reading of a machine. */
export interface Known {
  readonly resource: Resource;
  readonly ownership: Ownership;
  readonly saving: Saving;
}

/** What is asked of every machine of a replay in every pass, in columns by index. */
export interface PlayedColumns {
  /** Grows whenever something changes that a verdict may rest on. */
  readonly versions: number[];
  /** Grows whenever the machine is made anew; out of which reading of the tape that was, and what was made of it. */
  readonly readings: number[];
  readonly from: number[];
  readonly resources: (Resource | null)[];
}

/** How one machine stands in a replay: as the log tells, or changed by what the replay has done with it. */
export interface PlayedMachine {
  readonly index: number;
  readonly tape: TapeMachine;
  /** `told`: as the log tells; `off` and `on`: as the replay left it, from `changedMs` on. */
  state: "told" | "off" | "on";
  /** When the replay changed it last, milliseconds since the epoch; {@link NEVER_MS}: never. */
  changedMs: number;
  /** What was last made of it. */
  resource: Resource | null;
  /** What the rules said of it last. */
  known: Known | null;
  /** The team of its owner, and for which reading of the machine it was found. */
  team: string | null;
  teamFor: Resource | null;
}

/** A machine that no replay has touched. */
export function playedMachine(tape: TapeMachine, columns: PlayedColumns): PlayedMachine {
  columns.versions.push(0);
  columns.readings.push(0);
  columns.from.push(-1);
  columns.resources.push(null);
  return {
    index: tape.index,
    tape,
    state: "told",
    changedMs: NEVER_MS,
    resource: null,
    known: null,
    team: null,
    teamFor: null,
  };
}

/** Something became known of it that its verdicts may rest on. */
export function touched({ index }: Pick<PlayedMachine, "index">, { versions }: PlayedColumns): void {
  versions[index] = (versions[index] ?? 0) + 1;
}

function since(told: Resource, changedMs: number): number | null {
  return told.updatedAtMs === null ? null : Math.max(told.updatedAtMs, changedMs);
}

function asOff(told: Resource, changedMs: number): Standing {
  if (told.standing !== "running" && told.standing !== "changing") return told;
  return { standing: "stopped", status: "STOPPED", updatedAtMs: since(told, changedMs) };
}

/** Whoever changed a machine in the log after the replay had started it has the last word. */
function asOn(told: Resource, changedMs: number): Standing {
  if ((told.updatedAtMs ?? 0) >= changedMs) return told;
  const updatedAtMs = since(told, changedMs);
  if (told.standing === "running") return { standing: told.standing, status: told.status, updatedAtMs };
  if (told.standing !== "stopped" && told.standing !== "changing") return told;
  return { standing: "running", status: "RUNNING", updatedAtMs };
}

function madeOf({ tape, state, changedMs }: PlayedMachine): Resource | null {
  const { resource: told, whole } = tape;
  if (told === null || whole === null || state === "told") return told;
  const made = state === "off" ? asOff(told, changedMs) : asOn(told, changedMs);
  return made === told ? told : standingAs(whole, made);
}

/** Makes anew what the machine looks like, when the log or the replay has changed it. */
export function remake(machine: PlayedMachine, columns: PlayedColumns): void {
  const { index } = machine;
  machine.resource = madeOf(machine);
  columns.readings[index] = (columns.readings[index] ?? 0) + 1;
  columns.resources[index] = machine.resource;
  touched(machine, columns);
}

/** The replay switches a machine off or on. */
export function change(
  machine: PlayedMachine,
  columns: PlayedColumns,
  { state, atMs }: { readonly state: "off" | "on"; readonly atMs: number },
): void {
  machine.state = state;
  machine.changedMs = atMs;
  remake(machine, columns);
}
