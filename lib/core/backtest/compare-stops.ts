import { groupBy } from "../../domain/group-by.ts";
import type { StopChange, StopTotals } from "./backtest.ts";
import type { PlayedStop } from "./played-stop.ts";

/** Adds stops up. */
export function totalsOf(stops: readonly PlayedStop[]): StopTotals {
  const saved: Record<string, number> = {};
  let [busy, hours, unpricedHours, unmeasuredHours] = [0, 0, 0, 0];
  for (const stop of stops) {
    busy += stop.busy ? 1 : 0;
    hours += stop.hours;
    if (!stop.isMeasured) unmeasuredHours += stop.hours;
    if (stop.saves === null) unpricedHours += stop.hours;
    else saved[stop.saves.currency] = (saved[stop.saves.currency] ?? 0) + stop.hours * stop.saves.amount;
  }
  const machines = new Set(stops.map(({ ref }) => ref)).size;
  return { stops: stops.length, busy, machines, hours, saved, unpricedHours, unmeasuredHours };
}

const FOREVER = Number.POSITIVE_INFINITY;

/** Whether a machine was off because of both at some time, or stopped by both at the same. */
function meet(one: PlayedStop, other: PlayedStop): boolean {
  if (one.atMs === other.atMs) return true;
  return one.atMs < (other.untilMs ?? FOREVER) && other.atMs < (one.untilMs ?? FOREVER);
}

/** A stop that was really sent comes some minutes after the full hour that a replay judges at. */
function isSame(one: PlayedStop, other: PlayedStop, withinMs: number): boolean {
  return one.policy === other.policy && Math.abs(one.atMs - other.atMs) <= withinMs;
}

function ofMachine(
  before: readonly PlayedStop[],
  after: readonly PlayedStop[],
  withinMs: number,
): readonly StopChange[] {
  const left = [...before];
  const changes: StopChange[] = [];
  for (const stop of after) {
    const at = left.findIndex((other) => meet(stop, other));
    const [other = null] = at < 0 ? [] : left.splice(at, 1);
    if (other === null) changes.push({ kind: "more", stop, before: null });
    else if (!isSame(stop, other, withinMs)) changes.push({ kind: "moved", stop, before: other });
  }
  return [...changes, ...left.map((stop): StopChange => ({ kind: "fewer", stop, before: null }))];
}

/**
 * What one side stops that the other does not, machine by machine, in the order of time. Two stops belong together that
 * keep a machine off at the same time. Within `withinMs` of each other they are the same.
 */
export function compareStops(
  before: readonly PlayedStop[],
  after: readonly PlayedStop[],
  { withinMs }: { readonly withinMs: number },
): readonly StopChange[] {
  const earlier = groupBy(before, ({ ref }) => ref);
  const later = groupBy(after, ({ ref }) => ref);
  const refs = [...new Set([...earlier.keys(), ...later.keys()])];
  return refs
    .flatMap((ref) => ofMachine(earlier.get(ref) ?? [], later.get(ref) ?? [], withinMs))
    .toSorted((a, b) => a.stop.atMs - b.stop.atMs || (a.stop.ref < b.stop.ref ? -1 : 1));
}
