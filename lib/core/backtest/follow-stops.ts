import { isActive } from "./activity.ts";
import { HOUR_MS } from "./hours.ts";
import type { EndedBy, PlayedStop, StopLedger } from "./played-stop.ts";
import type { Tape, TapeMachine } from "./tape.ts";

/** The trace of a start comes in some minutes after it was sent. */
const START_SETTLES_MS = HOUR_MS;

/** A frame that has come in. */
export interface FrameSeen {
  readonly slotMs: number;
  /** Of the frame before; the same where it is the first. */
  readonly beforeMs: number;
  readonly doubtful: ReadonlySet<string>;
}

/** The end of a stop. */
export interface Return {
  readonly index: number;
  readonly atMs: number;
  readonly by: EndedBy;
}

/** Whether a stop that was really sent keeps the machine off in the log. */
export function isKeptOff({ resource, realStop }: TapeMachine): boolean {
  return realStop !== null && (resource?.standing === "stopped" || resource?.standing === "changing");
}

/** A start that a policy of the log has sent is nobody's objection. */
function byRule({ realStartMs }: TapeMachine, startedMs: number): boolean {
  return realStartMs > 0 && Math.abs(startedMs - realStartMs) <= START_SETTLES_MS;
}

/** When somebody has changed or started the running machine since the stop; `undefined`: nobody has. */
function startedSince(
  { resource }: TapeMachine,
  stop: PlayedStop,
  wasOff: boolean,
  slotMs: number,
): number | undefined {
  if (resource?.standing !== "running") return undefined;
  if (resource.updatedAtMs === null) return wasOff ? slotMs : undefined;
  return resource.updatedAtMs > stop.atMs ? resource.updatedAtMs : undefined;
}

function hourOf(slotMs: number): number {
  return Math.floor(slotMs / HOUR_MS);
}

function returnOf(machine: TapeMachine, stop: PlayedStop, seen: Seen): Return | undefined {
  const { index, resource } = machine;
  const { slotMs } = seen.frame;
  const startedMs = startedSince(machine, stop, seen.wasOff.has(stop), slotMs);
  if (startedMs !== undefined && !byRule(machine, startedMs)) return { index, atMs: startedMs, by: "person" };
  if (resource === null || !isActive(seen.tape.signals, index, hourOf(slotMs), resource)) return undefined;
  // Whoever works in the hour after a stop has come back after it.
  return { index, atMs: Math.max(stop.atMs + 1, slotMs - HOUR_MS), by: "activity" };
}

interface Seen {
  readonly frame: FrameSeen;
  readonly tape: Tape;
  /** Stops whose machine the log has shown off since: it says when they were told to be on without saying since when. */
  readonly wasOff: WeakSet<PlayedStop>;
  /** Whether the stops were really sent: then a machine that runs in the log was not off. */
  readonly isReal: boolean;
}

function follow(machine: TapeMachine, stop: PlayedStop, seen: Seen): Return | undefined {
  const { slotMs, beforeMs, doubtful } = seen.frame;
  if (!seen.tape.isSeen(machine.index, slotMs)) {
    // Missing from a list that was read beyond doubt, it is gone.
    return doubtful.has(machine.list) ? undefined : { index: machine.index, atMs: beforeMs, by: "gone" };
  }
  const back = returnOf(machine, stop, seen);
  if (machine.resource?.standing !== "running") seen.wasOff.add(stop);
  const wouldRun = isKeptOff(machine) || (!seen.isReal && machine.resource?.standing === "running");
  if (wouldRun) {
    const lastedMs = Math.min(slotMs, back?.atMs ?? slotMs) - Math.max(beforeMs, stop.atMs);
    stop.hours += Math.max(0, lastedMs) / HOUR_MS;
  }
  return back;
}

/** Follows the stops of a ledger from frame to frame. Stops of a replay are held against what would have run. */
export function createStopFollower(
  tape: Tape,
  ledger: StopLedger,
  { isReal }: { readonly isReal: boolean },
): (frame: FrameSeen) => readonly Return[] {
  const wasOff = new WeakSet<PlayedStop>();
  return (frame) => {
    const seen = { frame, wasOff, isReal, tape };
    const returns: Return[] = [];
    for (const [index, stop] of ledger.open) {
      const machine = tape.machines[index];
      const back = machine && stop.atMs < frame.slotMs ? follow(machine, stop, seen) : undefined;
      if (back) returns.push(back);
    }
    for (const { index, atMs, by } of returns) ledger.end(index, atMs, by);
    return returns;
  };
}
