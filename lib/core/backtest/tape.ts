import type { RecentAction } from "../../domain/facts.ts";
import type { SeenMachine, SeenSignal } from "../../domain/frame.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import { HOUR_MS } from "./hours.ts";

/** A stop that a policy of the log really sent. */
export interface RealStop {
  readonly policy: string;
  readonly atMs: number;
}

/** One machine as the log tells of it so far. */
export interface TapeMachine {
  readonly index: number;
  readonly ref: ResourceRef;
  /** `target/kind`. */
  readonly list: string;
  /** As last told whole, standing as it stood in the last frame; `null` until it is told whole. The same as long as it stands. */
  resource: Resource | null;
  /** As it was last told whole, as text. */
  text: string;
  /** The last frame that it stood in. */
  slotMs: number;
  /** The stop of Curfew's own that keeps it off in the log. */
  realStop: RealStop | null;
  /** When a policy of the log last started it; 0: never. */
  realStartMs: number;
  /** The last hour that a signal was measured in; -1: none ever. */
  signalHour: number;
  /** Whether it was ever seen running. */
  hasRun: boolean;
  /** What was measured, by hour modulo the hours kept; and the hour that each place holds. */
  readonly signals: (readonly SeenSignal[])[];
  readonly hours: Float64Array;
}

/** What the frames of a log tell, as far back as somebody may ask. */
export interface Tape {
  readonly machines: readonly TapeMachine[];
  /** How many hours back measurements are kept. */
  readonly hoursKept: number;
  of(ref: ResourceRef): TapeMachine | undefined;
  /** Takes in a machine of the frame of that hour. Answers it when it was not known before. */
  see(seen: SeenMachine, slotMs: number): TapeMachine;
  /** Takes in what a policy of the log has sent. */
  mark(action: RecentAction): void;
  /** Whatever runs in the frame of that hour is not kept off by an earlier stop any more. */
  forgetStops(slotMs: number): void;
  /** What a machine measured in the hour before that full hour, counted from the epoch; `undefined`: no frame tells. */
  at(machine: TapeMachine, hour: number): readonly SeenSignal[] | undefined;
}

/** Told again every day, it is kept as it was where nothing has changed: what was found out about it stays true. */
function told(machine: TapeMachine, { resource, status, standing }: SeenMachine): Resource | null {
  const before = machine.resource;
  const text = resource ? JSON.stringify(resource) : machine.text;
  if (resource && text !== machine.text) {
    machine.text = text;
    return resource;
  }
  if (before === null || (before.status === status && before.standing === standing)) return before;
  return { ...before, status, standing };
}

function newMachine(ref: ResourceRef, index: number, hoursKept: number): TapeMachine {
  return {
    ...{ index, ref, list: ref.split("/").slice(0, 2).join("/"), resource: null, text: "" },
    ...{ slotMs: 0, realStop: null, realStartMs: 0, signalHour: -1, hasRun: false },
    ...{ signals: [], hours: new Float64Array(hoursKept).fill(-1) },
  };
}

/** Begins with nothing seen. `hoursKept` bounds how far back measurements are kept. */
export function createTape({ hoursKept }: { readonly hoursKept: number }): Tape {
  const machines: TapeMachine[] = [];
  const byRef = new Map<ResourceRef, TapeMachine>();
  const enter = (ref: ResourceRef): TapeMachine => {
    const machine = newMachine(ref, machines.length, hoursKept);
    machines.push(machine);
    byRef.set(ref, machine);
    return machine;
  };
  return {
    machines,
    hoursKept,
    of: (ref) => byRef.get(ref),
    see: (seen, slotMs) => {
      const machine = byRef.get(seen.ref) ?? enter(seen.ref);
      const hour = Math.floor(slotMs / HOUR_MS);
      machine.resource = told(machine, seen);
      machine.slotMs = slotMs;
      machine.signals[hour % hoursKept] = seen.signals;
      machine.hours[hour % hoursKept] = hour;
      if (seen.signals.length > 0) machine.signalHour = hour;
      if (seen.standing === "running") machine.hasRun = true;
      return machine;
    },
    mark: ({ resource, action, atMs, policy = "" }) => {
      const machine = byRef.get(resource);
      if (machine && action === "stop") machine.realStop = { policy, atMs };
      if (machine && action === "start") machine.realStartMs = atMs;
    },
    forgetStops: (slotMs) => {
      for (const machine of machines) {
        const { realStop, resource } = machine;
        if (realStop && resource?.standing === "running" && realStop.atMs < slotMs) machine.realStop = null;
      }
    },
    at: ({ signals, hours }, hour) =>
      hours[hour % hoursKept] === hour ? signals[hour % hoursKept] : undefined,
  };
}
