import type { RecentAction } from "../../domain/facts.ts";
import type { SeenMachine } from "../../domain/frame.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import { HOUR_MS } from "./hours.ts";
import { createSignalRing, putSignals, type SignalRing } from "./signal-ring.ts";

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
  /** As it was last told whole. */
  whole: Resource | null;
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
  /** What was measured in the last hours. */
  readonly ring: SignalRing;
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
}

/** Told again as it is known (the reader of frames sees to that), it is kept: what was found out about it stays true. */
function told(machine: TapeMachine, { resource, status, standing }: SeenMachine): Resource | null {
  const before = machine.resource;
  if (resource && resource !== machine.whole) {
    machine.whole = resource;
    return resource;
  }
  if (before === null || (before.status === status && before.standing === standing)) return before;
  return { ...before, status, standing };
}

function newMachine(ref: ResourceRef, index: number, hoursKept: number): TapeMachine {
  return {
    ...{ index, ref, list: ref.split("/").slice(0, 2).join("/"), resource: null, whole: null },
    ...{ slotMs: 0, realStop: null, realStartMs: 0, signalHour: -1, hasRun: false },
    ring: createSignalRing(hoursKept),
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
  let next = 0;
  /** Frames tell of the same machines in the same order, so the next one is tried before it is looked for. */
  const find = (ref: ResourceRef): TapeMachine => {
    const guess = machines[next];
    const machine = guess?.ref === ref ? guess : (byRef.get(ref) ?? enter(ref));
    next = machine.index + 1 === machines.length ? 0 : machine.index + 1;
    return machine;
  };
  return {
    machines,
    hoursKept,
    of: (ref) => byRef.get(ref),
    see: (seen, slotMs) => {
      const machine = find(seen.ref);
      const hour = Math.floor(slotMs / HOUR_MS);
      machine.resource = told(machine, seen);
      machine.slotMs = slotMs;
      putSignals(machine.ring, hour, seen.signals);
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
  };
}
