import { idleLeaseEnd } from "./idle-lease.ts";
import { begin, closeRun, LEGACY_PASSAGES, NOTEBOOK_PASSAGES, openRun } from "./lifecycle.ts";
import type { Machine } from "./machine.ts";

/** One look may find a stop by lease and the end of that stop; more changes than this cannot chain. */
const CHANGES_MAX = 8;

/**
 * The machine as it stands at `now`. Nothing in the emulator runs by a timer: a transition that is due and an
 * automatic stop that has come are worked out when somebody looks, always with the same result.
 */
export function settle<M extends Machine>(machine: M, now: number, speed: number): M {
  let current = machine;
  for (let change = 0; change < CHANGES_MAX; change += 1) {
    const next = nextChange(current, now, speed);
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

function nextChange<M extends Machine>(machine: M, now: number, speed: number): M | undefined {
  if (machine.transition) {
    return machine.transition.at <= now
      ? arrive(machine, machine.transition.to, machine.transition.at)
      : undefined;
  }
  if (machine.status !== "RUNNING") return undefined;
  const end = automaticStop(machine, now);
  if (end === null || end > now) return undefined;
  const passage = machine.kind === "notebook" ? NOTEBOOK_PASSAGES.stop : LEGACY_PASSAGES.stop;
  return begin(machine, passage, end, speed);
}

/** Puts a machine into a status that it has reached, or that it is given from outside. */
export function arrive<M extends Machine>(machine: M, status: string, at: number): M {
  const running = status === "RUNNING";
  const arrived: M = {
    ...machine,
    status,
    updatedAt: at,
    transition: null,
    runs: running ? openRun(closeRun(machine.runs, at), at) : closeRun(machine.runs, at),
  };
  if (arrived.kind !== "legacy-notebook") return arrived;
  // The clock of the automatic stop starts when the environment runs, about a minute after it was created.
  const { autoStop } = arrived;
  const stopAt = running && autoStop?.enable ? at + autoStop.duration * 1000 : null;
  return { ...arrived, stopAt };
}

/** When the cloud stops a running machine by itself; `null` for never. */
function automaticStop(machine: Machine, now: number): number | null {
  if (machine.kind === "legacy-notebook") return machine.stopAt;
  if (machine.kind !== "notebook" || !machine.lease.enable) return null;
  if (machine.lease.type === "IDLE") return idleLeaseEnd(machine, now);
  return machine.createdAt + machine.lease.duration;
}
