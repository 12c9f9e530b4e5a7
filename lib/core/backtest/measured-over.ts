import type { Measurement } from "../../domain/facts.ts";
import { HOUR_MS } from "./hours.ts";
import { figuresAt, isMeasured, placeOf, SIGNALS, type SignalRing } from "./signal-ring.ts";
import type { TapeMachine } from "./tape.ts";

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

/** What a window of so many hours is expected to hold is told by what one of a single hour was. */
function expectedOf(perHour: number, hours: number): number {
  return Math.floor((perHour * (hours * SIXTHS_PER_HOUR - 1)) / (SIXTHS_PER_HOUR - 1));
}

/**
 * Points that belong to an hour alone. A frame counts those on both of its edges, and thirteen of each of three hours
 * would pass for enough of four.
 */
function pointsInHour(expected: number): number {
  return Math.ceil((expected * SIXTHS_PER_HOUR) / (SIXTHS_PER_HOUR - 1));
}

function peaksOf(ring: SignalRing, signal: number, hour: number, pieces: number): number[] {
  const peaks = new Array<number>(pieces).fill(Number.NaN);
  for (let ago = 0; ago < pieces; ago += 1) {
    const place = placeOf(ring, hour - ago);
    if (place >= 0 && isMeasured(ring, place, signal))
      peaks[ago] = ring.figures[figuresAt(place, signal)] ?? 0;
  }
  return peaks;
}

/** One signal over the hours of the window; `undefined`: not a point of it. */
function signalOver(
  ring: SignalRing,
  signal: number,
  hour: number,
  { hours, pieces }: Span,
): Measurement | undefined {
  const { figures } = ring;
  let [max, points, perHour, newestAtMs] = [Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (let ago = 0; ago < hours; ago += 1) {
    const place = placeOf(ring, hour - ago);
    if (place < 0 || !isMeasured(ring, place, signal)) continue;
    const at = figuresAt(place, signal);
    max = Math.max(max, figures[at] ?? 0);
    const expected = figures[at + 2] ?? 0;
    points += Math.min(figures[at + 1] ?? 0, pointsInHour(expected));
    perHour = Math.max(perHour, expected);
    newestAtMs = Math.max(newestAtMs, figures[at + 3] ?? 0);
  }
  const name = SIGNALS[signal];
  if (points <= 0 || name === undefined) return undefined;
  const expected = expectedOf(perHour, hours);
  const found = { signal: name, max, points, expected, newestAtMs, from: "the log" };
  if (pieces === 0) return found;
  return { ...found, peaks: { pieceMs: HOUR_MS, max: peaksOf(ring, signal, hour, pieces) } };
}

const NOTHING: readonly Measurement[] = [];

/**
 * What a machine measured over some hours, put together from the frames of them. An hour without a frame holds no point,
 * so that a window with too many of them proves nothing.
 */
export function measuredOver(
  { ring, signalHour }: Pick<TapeMachine, "ring" | "signalHour">,
  { hour, windowMs, lookbackMs }: HoursWanted,
): readonly Measurement[] {
  const of = spanOf({ windowMs, lookbackMs });
  if (signalHour <= hour - of.hours) return NOTHING;
  const found: Measurement[] = [];
  for (let signal = 0; signal < SIGNALS.length; signal += 1) {
    const measurement = signalOver(ring, signal, hour, of);
    if (measurement !== undefined) found.push(measurement);
  }
  return found;
}
