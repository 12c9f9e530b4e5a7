import type { RecentAction } from "../../domain/facts.ts";
import type { SeenMachine } from "../../domain/frame.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import { HOUR_MS } from "./hours.ts";
import { createSignalColumns, putSignals, type SignalColumns } from "./signal-columns.ts";

/** A stop that a policy of the log really sent. */
export interface RealStop {
  readonly policy: string;
  readonly atMs: number;
}

/** A moment that never was. It is no whole number, so that moments can take its place in a record that V8 has compiled for. */
export const NEVER_MS = Number.NEGATIVE_INFINITY;

/** One machine as the log tells of it so far. */
export interface TapeMachine {
  readonly index: number;
  readonly ref: ResourceRef;
  /** `target/kind`. */
  readonly list: string;
  /** As last told whole, standing as it stood in the last frame; `null` until it is told whole. The same as long as it stands. */
  resource: Resource | null;
  /** As it was last told whole. */
  whole: Resource | null;
  /** The stop of Curfew's own that keeps it off in the log. */
  realStop: RealStop | null;
  /** When a policy of the log last started it; {@link NEVER_MS}: never. */
  realStartMs: number;
}

/** What the frames of a log tell, as far back as somebody may ask. */
export interface Tape {
  readonly machines: readonly TapeMachine[];
  /** What they measured in the last hours, by {@link TapeMachine.index}. */
  readonly signals: SignalColumns;
  /** Those that a stop was really sent to, until they are seen running again. */
  readonly stopped: ReadonlySet<TapeMachine>;
  /** By index: `target/kind`. */
  readonly lists: readonly string[];
  /** By index: grows whenever {@link TapeMachine.resource} is another. */
  readonly readings: readonly number[];
  /** By index: grows whenever {@link TapeMachine.whole} is another. */
  readonly wholeReadings: readonly number[];
  of(ref: ResourceRef): TapeMachine | undefined;
  /** Whether the machine of that index stood in the frame of that hour, the last one. */
  isSeen(index: number, slotMs: number): boolean;
  /** Whether the machine of that index was ever seen running. */
  hasRun(index: number): boolean;
  /** Takes in a machine of the frame of that hour. */
  see(seen: SeenMachine, slotMs: number): void;
  /** Takes in what a policy of the log has sent. */
  mark(action: RecentAction): void;
  /** Whatever runs in the frame of that hour is not kept off by an earlier stop any more. */
  forgetStops(slotMs: number): void;
}

/** How a machine stands, and since when. */
export type Standing = Pick<Resource, "standing" | "status" | "updatedAtMs">;

/**
 * A machine that was told whole, as it stands. Every machine that is judged is made here, since V8 compiles what
 * judges them anew for each form that they come in.
 */
export function standingAs(whole: Resource, { standing, status, updatedAtMs }: Standing): Resource {
  return { ...whole, standing, status, updatedAtMs };
}

/** Told again as it is known (the reader of frames sees to that), it is kept: what was found out about it stays true. */
function told(machine: TapeMachine, { resource, status, standing }: SeenMachine): Resource | null {
  const before = machine.resource;
  if (resource && resource !== machine.whole) {
    machine.whole = resource;
    return standingAs(resource, resource);
  }
  if (before === null || (before.status === status && before.standing === standing)) return before;
  return standingAs(machine.whole ?? before, { status, standing, updatedAtMs: before.updatedAtMs });
}

function newMachine(ref: ResourceRef, index: number): TapeMachine {
  const list = ref.split("/").slice(0, 2).join("/");
  return { index, ref, list, resource: null, whole: null, realStop: null, realStartMs: NEVER_MS };
}

/**
 * What is asked of every machine in every frame, in columns by index: most machines stand as they stood before, and their
 * records need not be fetched to see it.
 */
interface Columns {
  readonly refs: ResourceRef[];
  readonly lists: string[];
  readonly slotsMs: number[];
  readonly readings: number[];
  readonly wholeReadings: number[];
  readonly hasRun: boolean[];
  /** How its reading says that it stands. */
  readonly statuses: (string | undefined)[];
  readonly standings: (Resource["standing"] | undefined)[];
}

function addTo(columns: Columns, { ref, list }: TapeMachine): void {
  columns.refs.push(ref);
  columns.lists.push(list);
  columns.slotsMs.push(0.5);
  columns.readings.push(0);
  columns.wholeReadings.push(0);
  columns.hasRun.push(false);
  columns.statuses.push(undefined);
  columns.standings.push(undefined);
}

function read(machine: TapeMachine, seen: SeenMachine, columns: Columns): void {
  const { index } = machine;
  const { resource: before, whole } = machine;
  machine.resource = told(machine, seen);
  if (machine.whole !== whole) columns.wholeReadings[index] = (columns.wholeReadings[index] ?? 0) + 1;
  if (machine.resource === before) return;
  columns.readings[index] = (columns.readings[index] ?? 0) + 1;
  columns.statuses[index] = machine.resource?.status;
  columns.standings[index] = machine.resource?.standing;
}

/** Begins with nothing seen. `hoursKept` bounds how far back measurements are kept. */
export function createTape({ hoursKept }: { readonly hoursKept: number }): Tape {
  const machines: TapeMachine[] = [];
  const signals = createSignalColumns(hoursKept);
  const stopped = new Set<TapeMachine>();
  const byRef = new Map<ResourceRef, TapeMachine>();
  const columns: Columns = {
    ...{
      refs: [],
      lists: [],
      slotsMs: [],
      readings: [],
      wholeReadings: [],
      hasRun: [],
      statuses: [],
      standings: [],
    },
  };
  const enter = (ref: ResourceRef): number => {
    const machine = newMachine(ref, machines.length);
    machines.push(machine);
    byRef.set(ref, machine);
    addTo(columns, machine);
    return machine.index;
  };
  let next = 0;
  /** Frames tell of the same machines in the same order, so the next one is tried before it is looked for. */
  const find = (ref: ResourceRef): number => {
    const index = columns.refs[next] === ref ? next : (byRef.get(ref)?.index ?? enter(ref));
    next = index + 1 === machines.length ? 0 : index + 1;
    return index;
  };
  return {
    ...{ machines, signals, stopped, lists: columns.lists },
    ...{ readings: columns.readings, wholeReadings: columns.wholeReadings },
    of: (ref) => byRef.get(ref),
    isSeen: (index, slotMs) => columns.slotsMs[index] === slotMs,
    hasRun: (index) => columns.hasRun[index] === true,
    see: (seen, slotMs) => {
      const index = find(seen.ref);
      const { resource, status, standing } = seen;
      const isSame = columns.statuses[index] === status && columns.standings[index] === standing;
      const machine = isSame && resource === undefined ? undefined : machines[index];
      if (machine) read(machine, seen, columns);
      columns.slotsMs[index] = slotMs;
      putSignals(signals, index, Math.floor(slotMs / HOUR_MS), seen.signals);
      if (standing === "running") columns.hasRun[index] = true;
    },
    mark: ({ resource, action, atMs, policy = "" }) => {
      const machine = byRef.get(resource);
      if (machine && action === "stop") {
        machine.realStop = { policy, atMs };
        stopped.add(machine);
      }
      if (machine && action === "start") machine.realStartMs = atMs;
    },
    forgetStops: (slotMs) => {
      for (const machine of stopped) {
        const { realStop, resource } = machine;
        if (realStop === null || resource?.standing !== "running" || realStop.atMs >= slotMs) continue;
        machine.realStop = null;
        stopped.delete(machine);
      }
    },
  };
}
