import type { Measurement } from "../../domain/facts.ts";
import type { SeenSignal } from "../../domain/frame.ts";
import { HOUR_MS } from "./hours.ts";
import type { Tape, TapeMachine } from "./tape.ts";

/** Hours that are put together to one window. */
export interface HoursWanted {
  /** The full hour that the newest frame closes, counted from the epoch. */
  readonly hour: number;
  /** Of the window, and of the time before it that is looked back at; milliseconds. */
  readonly windowMs: number;
  readonly lookbackMs: number;
}

/** Metrics arrive up to ten minutes late, so no window is expected to hold the points of its last sixth of an hour. */
const SIXTHS_PER_HOUR = 6;

interface Span {
  readonly hours: number;
  /** Hours of the window and of what is looked back at; none where nobody looks back. */
  readonly pieces: number;
}

/** Whole hours, to the side of looking further back. */
export function spanOf({ windowMs, lookbackMs }: Pick<HoursWanted, "windowMs" | "lookbackMs">): Span {
  const hours = Math.max(1, Math.ceil(windowMs / HOUR_MS));
  return { hours, pieces: lookbackMs > 0 ? hours + Math.ceil(lookbackMs / HOUR_MS) : 0 };
}

/** One signal put together; it becomes a measurement when the last hour is in. */
interface Sum {
  readonly signal: SeenSignal[0];
  max: number;
  points: number;
  perHour: number;
  newestAtMs: number;
  readonly peaks: number[];
}

function sumOf(sums: Sum[], signal: SeenSignal[0], pieces: number): Sum {
  for (const sum of sums) if (sum.signal === signal) return sum;
  const peaks = pieces > 0 ? new Array<number>(pieces).fill(Number.NaN) : [];
  const made = { signal, max: Number.NEGATIVE_INFINITY, points: 0, perHour: 0, newestAtMs: 0, peaks };
  sums.push(made);
  return made;
}

function add(sums: Sum[], seen: SeenSignal, ago: number, { hours, pieces }: Span): void {
  const sum = sumOf(sums, seen[0], pieces);
  if (pieces > 0) sum.peaks[ago] = seen[1];
  if (ago >= hours) return;
  if (seen[1] > sum.max) sum.max = seen[1];
  sum.points += seen[2];
  if (seen[3] > sum.perHour) sum.perHour = seen[3];
  if (seen[4] > sum.newestAtMs) sum.newestAtMs = seen[4];
}

/** What a window of so many hours is expected to hold is told by what one of a single hour was. */
function measurementOf({ signal, max, points, newestAtMs, perHour, peaks }: Sum, of: Span): Measurement {
  const expected = Math.floor((perHour * (of.hours * SIXTHS_PER_HOUR - 1)) / (SIXTHS_PER_HOUR - 1));
  const from = "the log";
  if (of.pieces === 0) return { signal, max, points, expected, newestAtMs, from };
  return { signal, max, points, expected, newestAtMs, from, peaks: { pieceMs: HOUR_MS, max: peaks } };
}

const NOTHING: readonly Measurement[] = [];

/**
 * What a machine measured over some hours, put together from the frames of them. An hour without a frame holds no point,
 * so that a window with too many of them proves nothing.
 */
export function measuredOver(
  tape: Tape,
  machine: TapeMachine,
  { hour, windowMs, lookbackMs }: HoursWanted,
): readonly Measurement[] {
  const of = spanOf({ windowMs, lookbackMs });
  const reach = Math.max(of.hours, of.pieces);
  if (machine.signalHour <= hour - reach) return NOTHING;
  const sums: Sum[] = [];
  for (let ago = 0; ago < reach; ago += 1) {
    const signals = tape.at(machine, hour - ago);
    if (signals !== undefined) for (const signal of signals) add(sums, signal, ago, of);
  }
  const found: Measurement[] = [];
  for (const sum of sums) if (sum.points > 0) found.push(measurementOf(sum, of));
  return found;
}
