import type { SeenSignal } from "../../domain/frame.ts";
import type { Policy } from "../../domain/policy.ts";
import { cpuLimit, limitOf } from "../idle/idle-limits.ts";
import { idleSpan } from "../idle/idle-span.ts";
import { COVERAGE_MIN, STALE_AFTER_MS } from "../idle/says-of.ts";
import { spanOf } from "./measured-over.ts";
import type { PlayedMachine } from "./played-machine.ts";
import type { Tape } from "./tape.ts";

/** Where a pass stands. */
export interface Now {
  /** The full hour of the frame, counted from the epoch, and the moment at which it was read. */
  readonly hour: number;
  readonly nowMs: number;
  /** How far back actions are known in this pass, whole seconds. */
  readonly actionsS: number;
}

/** Two questions about the hours of a machine, by which judging anew can be left out. */
export interface HoursOfWork {
  /**
   * The last hour at which an hour of work is still in the window that the policy asks for: until then it objects,
   * whatever else there is. -1: there is none.
   */
  worksUntil(machine: PlayedMachine, hour: number): number;
  /**
   * Whether what was at rest at an earlier hour is so now, hour by hour: each that came in rests and tells as much as the
   * one that went out for it, and no signal came or went. Then no sum over the window can have become worse.
   */
  restsSince(machine: PlayedMachine, hour: number, now: Now): boolean;
}

function windowHours(policy: Policy, { resource }: PlayedMachine): number {
  if (resource === null) return 0;
  const windowMs = idleSpan(policy, resource, { last: undefined, nowMs: 0 });
  return spanOf({ windowMs, lookbackMs: 0 }).hours;
}

function same(now: readonly SeenSignal[], before: readonly SeenSignal[] | undefined): boolean {
  if (before?.length !== now.length) return false;
  for (let at = 0; at < now.length; at += 1) {
    if (now[at]?.[0] !== before[at]?.[0] || now[at]?.[3] !== before[at]?.[3]) return false;
  }
  return true;
}

/** Whether every signal of the hour that goes out tells no more than the same one of the hour that comes in. */
function tellsAsMuch(now: readonly SeenSignal[], out: readonly SeenSignal[] | undefined): boolean {
  if (out === undefined) return true;
  for (const [signal, , points] of out) {
    const own = now.find((seen) => seen[0] === signal);
    if (own === undefined || own[2] < points) return false;
  }
  return true;
}

/** Looks at the hours of machines for one policy. */
export function hoursOfWork(policy: Policy, tape: Tape): HoursOfWork {
  const { idleThresholds: limits } = policy;

  /** Held against the larger of the limits that can hold: what the network shows may change from hour to hour. */
  function isWork(signals: readonly SeenSignal[] | undefined, cpuPercent: number): boolean {
    if (signals === undefined) return false;
    for (const seen of signals) {
      if (seen[2] > 0 && seen[1] > limitOf(seen[0], limits, cpuPercent)) return true;
    }
    return false;
  }

  function worksUntil(machine: PlayedMachine, hour: number): number {
    const hours = windowHours(policy, machine);
    const flavor = machine.resource?.flavor ?? { vcpus: null };
    const cpuPercent = Math.max(limits.cpuPercent, cpuLimit(limits, flavor, true));
    for (let ago = 0; ago < hours; ago += 1) {
      if (isWork(tape.at(machine.tape, hour - ago), cpuPercent)) return hour - ago + hours - 1;
    }
    return -1;
  }

  /** Held against the smaller of the limits. */
  function isQuiet(seen: SeenSignal): boolean {
    const isCovered = seen[2] > 0 && seen[2] >= seen[3] * COVERAGE_MIN;
    return isCovered && seen[1] <= limitOf(seen[0], limits, limits.cpuPercent);
  }

  function restsAt({ tape: told }: PlayedMachine, hour: number, hours: number): boolean {
    const now = tape.at(told, hour);
    if (now === undefined || now.length === 0 || !now.every(isQuiet)) return false;
    return same(now, tape.at(told, hour - 1)) && tellsAsMuch(now, tape.at(told, hour - hours));
  }

  function restsSince(machine: PlayedMachine, since: number, { hour, nowMs }: Now): boolean {
    const newest = tape.at(machine.tape, hour);
    if (newest?.some((seen) => nowMs - seen[4] > STALE_AFTER_MS)) return false;
    const hours = windowHours(policy, machine);
    // An hour that is not kept any more cannot be told from one that no frame tells of.
    if (hour - since + hours >= tape.hoursKept) return false;
    for (let at = hour; at > since; at -= 1) if (!restsAt(machine, at, hours)) return false;
    return true;
  }

  return { worksUntil, restsSince };
}
