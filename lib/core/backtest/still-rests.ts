import type { Policy } from "../../domain/policy.ts";
import { idleSpan, lookbackOf } from "../idle/idle-span.ts";
import { STALE_AFTER_MS } from "../idle/says-of.ts";
import type { HourColumns } from "./hour-columns.ts";
import { HOUR_MS } from "./hours.ts";
import { spanOf } from "./measured-over.ts";
import type { PlayedMachine } from "./played-machine.ts";
import { figuresAt, isMeasured, rowOf, SIGNALS, type SignalColumns } from "./signal-columns.ts";

/** Where a pass stands. */
export interface Now {
  /** The full hour of the frame, counted from the epoch, and the moment at which it was read. */
  readonly hour: number;
  readonly nowMs: number;
  /** How far back actions are known in this pass, whole seconds. */
  readonly actionsS: number;
}

/** A machine by its index and version, how many hours are asked of it, and the signals that were measured in them. */
export interface WindowOf {
  readonly index: number;
  readonly version: number;
  readonly hours: number;
  readonly bits: number;
}

/** Questions about the hours of a machine, by which judging anew can be left out. */
export interface HoursOfWork {
  /** How many hours the policy asks of a machine of which it keeps nothing in mind. */
  windowHours(machine: PlayedMachine): number;
  /**
   * The last hour at which an hour of work is still in a window of so many hours: until then it objects, whatever else
   * there is. -1: there is none.
   */
  worksUntil(machine: WindowOf, hour: number): number;
  /**
   * Whether what was at rest at an earlier hour is so now. Either the window as it is now shows it: every hour of it, and
   * of what is looked back at, rests, tells enough by itself, and tells of the same signals as the window did then. Or each
   * hour that came in since rests and tells as much as the one that went out for it, and no signal came or went: then no
   * sum over the window can have become worse.
   */
  restsSince(machine: WindowOf, since: number, now: Now): boolean;
}

/** Whether every signal of the hour that goes out tells no more than the same one of the hour that comes in. */
function tellsAsMuch(signals: SignalColumns, row: number, out: number): boolean {
  if (out < 0) return true;
  for (let signal = 0; signal < SIGNALS.length; signal += 1) {
    if (!isMeasured(signals, out, signal)) continue;
    const points = signals.figures[figuresAt(row, signal) + 1] ?? 0;
    const before = signals.figures[figuresAt(out, signal) + 1] ?? 0;
    if (!isMeasured(signals, row, signal) || points < before) return false;
  }
  return true;
}

/** Looks at the hours of machines for one policy. */
export function hoursOfWork(policy: Policy, signals: SignalColumns, columns: HourColumns): HoursOfWork {
  function windowHours({ resource }: PlayedMachine): number {
    if (resource === null) return 0;
    const windowMs = idleSpan(policy, resource, { last: undefined, nowMs: 0 });
    return spanOf({ windowMs, lookbackMs: 0 }).hours;
  }

  function worksUntil({ index, version, hours }: WindowOf, hour: number): number {
    columns.advance(index, version, hour);
    const last = columns.work[index] ?? -1;
    return last > hour - Math.min(hours, signals.hoursKept) ? last + hours - 1 : -1;
  }

  /** Hours beyond the window that are looked back at. */
  const beyond = Math.ceil(lookbackOf(policy) / HOUR_MS);

  function restsThrough({ index, hours, bits }: WindowOf, hour: number): boolean {
    if ((columns.unrest[index] ?? hour) > hour - hours - beyond) return false;
    if ((columns.thin[index] ?? hour) > hour - hours) return false;
    return signals.measured[rowOf(signals, index, hour)] === bits;
  }

  function restedOn({ index, hours }: WindowOf, since: number, hour: number): boolean {
    // An hour that is not kept any more cannot be told from one that no frame tells of.
    if (hour - since + hours >= signals.hoursKept || (columns.unrest[index] ?? hour) > since) return false;
    // As long as no number of points changes, each hour tells what the one before it did.
    if ((columns.change[index] ?? hour) <= since + 1 - hours) return true;
    for (let at = hour; at > since; at -= 1) {
      if (!tellsAsMuch(signals, rowOf(signals, index, at), rowOf(signals, index, at - hours))) return false;
    }
    return true;
  }

  function restsSince(window: WindowOf, since: number, { hour, nowMs }: Now): boolean {
    const { index, version } = window;
    columns.advance(index, version, hour);
    if (nowMs - (columns.newestMs[index] ?? 0) > STALE_AFTER_MS) return false;
    return restsThrough(window, hour) || restedOn(window, since, hour);
  }

  return { windowHours, worksUntil, restsSince };
}
