import type { Policy } from "../../domain/policy.ts";
import { cpuLimit, limitOf } from "../idle/idle-limits.ts";
import { idleSpan } from "../idle/idle-span.ts";
import { COVERAGE_MIN, STALE_AFTER_MS } from "../idle/says-of.ts";
import { spanOf } from "./measured-over.ts";
import type { PlayedMachine } from "./played-machine.ts";
import { figuresAt, isMeasured, placeOf, SIGNALS, type SignalRing } from "./signal-ring.ts";

const CPU = SIGNALS.indexOf("cpu");

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

/** Whether the same signals were measured in the hours of both places, and as many points of each are expected. */
function same({ measured, figures }: SignalRing, place: number, before: number): boolean {
  if (place < 0 || before < 0 || measured[place] !== measured[before]) return false;
  for (let signal = 0; signal < SIGNALS.length; signal += 1) {
    if (figures[figuresAt(place, signal) + 2] === figures[figuresAt(before, signal) + 2]) continue;
    if (isMeasured({ measured }, place, signal)) return false;
  }
  return true;
}

/** Whether every signal of the hour that goes out tells no more than the same one of the hour that comes in. */
function tellsAsMuch(ring: SignalRing, place: number, out: number): boolean {
  if (out < 0) return true;
  for (let signal = 0; signal < SIGNALS.length; signal += 1) {
    if (!isMeasured(ring, out, signal)) continue;
    const points = ring.figures[figuresAt(place, signal) + 1] ?? 0;
    const before = ring.figures[figuresAt(out, signal) + 1] ?? 0;
    if (!isMeasured(ring, place, signal) || points < before) return false;
  }
  return true;
}

function isStale(ring: SignalRing, place: number, nowMs: number): boolean {
  if (place < 0) return false;
  for (let signal = 0; signal < SIGNALS.length; signal += 1) {
    const newestAtMs = ring.figures[figuresAt(place, signal) + 3] ?? 0;
    if (nowMs - newestAtMs > STALE_AFTER_MS && isMeasured(ring, place, signal)) return true;
  }
  return false;
}

/** Looks at the hours of machines for one policy. */
export function hoursOfWork(policy: Policy): HoursOfWork {
  const { idleThresholds: limits } = policy;
  /** The CPU's, by its place among the signals, is given anew where it depends on the machine. */
  const limitsOf = (cpuPercent: number) => SIGNALS.map((signal) => limitOf(signal, limits, cpuPercent));
  const strict = limitsOf(limits.cpuPercent);

  /** Held against the larger of the limits that can hold: what the network shows may change from hour to hour. */
  function isWork(ring: SignalRing, place: number, cpuPercent: number): boolean {
    if (place < 0) return false;
    for (let signal = 0; signal < SIGNALS.length; signal += 1) {
      const at = figuresAt(place, signal);
      const limit = signal === CPU ? cpuPercent : (strict[signal] ?? 0);
      const [max = 0, points = 0] = [ring.figures[at], ring.figures[at + 1]];
      if (points > 0 && max > limit && isMeasured(ring, place, signal)) return true;
    }
    return false;
  }

  function worksUntil(machine: PlayedMachine, hour: number): number {
    const hours = windowHours(policy, machine);
    const { ring } = machine.tape;
    const flavor = machine.resource?.flavor ?? { vcpus: null };
    const cpuPercent = Math.max(limits.cpuPercent, cpuLimit(limits, flavor, true));
    for (let ago = 0; ago < hours; ago += 1) {
      if (isWork(ring, placeOf(ring, hour - ago), cpuPercent)) return hour - ago + hours - 1;
    }
    return -1;
  }

  /** Held against the smaller of the limits. */
  function isQuiet(ring: SignalRing, place: number, signal: number): boolean {
    const at = figuresAt(place, signal);
    const [max = 0, points = 0, expected = 0] = [
      ring.figures[at],
      ring.figures[at + 1],
      ring.figures[at + 2],
    ];
    return points > 0 && points >= expected * COVERAGE_MIN && max <= (strict[signal] ?? 0);
  }

  function allQuiet(ring: SignalRing, place: number): boolean {
    if (place < 0 || ring.measured[place] === 0) return false;
    for (let signal = 0; signal < SIGNALS.length; signal += 1) {
      if (isMeasured(ring, place, signal) && !isQuiet(ring, place, signal)) return false;
    }
    return true;
  }

  function restsAt(ring: SignalRing, hour: number, hours: number): boolean {
    const place = placeOf(ring, hour);
    if (!allQuiet(ring, place) || !same(ring, place, placeOf(ring, hour - 1))) return false;
    return tellsAsMuch(ring, place, placeOf(ring, hour - hours));
  }

  function restsSince(machine: PlayedMachine, since: number, { hour, nowMs }: Now): boolean {
    const { ring } = machine.tape;
    if (isStale(ring, placeOf(ring, hour), nowMs)) return false;
    const hours = windowHours(policy, machine);
    // An hour that is not kept any more cannot be told from one that no frame tells of.
    if (hour - since + hours >= ring.hours.length) return false;
    for (let at = hour; at > since; at -= 1) if (!restsAt(ring, at, hours)) return false;
    return true;
  }

  return { worksUntil, restsSince };
}
