import type { Measurement, Peaks } from "../../domain/facts.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Metrics arrive late (AOM: 5 to 10 minutes), so the newest points of a window cannot be there yet. */
const LATE_MS = 10 * MINUTE_MS;

/**
 * Coarser points for longer windows. Cloud Eye cuts `from` off silently otherwise: 24 h at 300 s, 3 days at 1,200 s,
 * 10 days at 3,600 s, 30 days at 14,400 s (Cloud Eye API reference, batch query).
 */
const PERIODS: readonly (readonly [number, number])[] = [
  [24 * HOUR_MS, 300],
  [72 * HOUR_MS, 1_200],
  [240 * HOUR_MS, 3_600],
  [Number.POSITIVE_INFINITY, 14_400],
];

/** A signal's course is told in pieces of about this length, or of one point where points are rarer. */
const PIECE_MS = 15 * MINUTE_MS;

/** A window as it is asked for. */
export interface Window {
  /** From where points are asked for: some time before the window where one looks back further. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Where the window itself begins. */
  readonly sinceMs: number;
  readonly periodS: number;
  /** Points the window would hold if none were missing. */
  readonly expected: number;
  /** The window and what is looked back at are told in pieces of this length; `sinceMs` lies between two of them. */
  readonly pieceMs: number;
  /** How many pieces there are; none where nobody looks back. */
  readonly pieces: number;
}

/** Lays the window for a query that ends now. */
export function windowOf({
  nowMs,
  windowMs,
  lookbackMs = 0,
}: {
  readonly nowMs: number;
  readonly windowMs: number;
  readonly lookbackMs?: number;
}): Window {
  const wholeMs = windowMs + lookbackMs;
  const periodS = PERIODS.find(([longest]) => wholeMs <= longest)?.[1] ?? 14_400;
  const expected = Math.max(1, Math.floor((windowMs - LATE_MS) / (periodS * 1_000)));
  const pieceMs = windowMs / Math.max(1, Math.floor(windowMs / Math.max(PIECE_MS, periodS * 1_000)));
  const pieces = lookbackMs > 0 ? Math.ceil(wholeMs / pieceMs - 1e-9) : 0;
  return {
    fromMs: nowMs - wholeMs,
    toMs: nowMs,
    sinceMs: nowMs - windowMs,
    periodS,
    expected,
    pieceMs,
    pieces,
  };
}

/** One series, summed up as it was read: of a large fleet there would be millions of points to keep. */
export interface Series {
  readonly signal: Measurement["signal"];
  readonly from: string;
  /** How many points the window has, several of one period counted once. */
  readonly points: number;
  /** The largest value of the window, in the signal's own unit. */
  readonly max: number;
  /** When the last point was taken, milliseconds since the epoch. */
  readonly newestAtMs: number;
  /** The largest value of each piece, the newest first; NaN for a piece without points. */
  readonly peaks: readonly number[];
}

function larger(one: number, other: number): number {
  return Number.isNaN(one) || other > one ? other : one;
}

/**
 * Sums up the points of one series; what is no number does not count. Several points of one period count as one, so
 * that a series asked for more finely than it is expected does not hide its gaps.
 */
export function sumUp<T>(
  points: readonly T[],
  read: { readonly value: (point: T) => number; readonly atMs: (point: T) => number },
  { toMs, sinceMs, pieceMs, pieces, periodS }: Window,
): Pick<Series, "points" | "max" | "newestAtMs" | "peaks"> {
  const peaks = new Array<number>(pieces).fill(Number.NaN);
  let count = 0;
  let max = Number.NEGATIVE_INFINITY;
  let newestAtMs = 0;
  let known = Number.NaN;
  for (const point of points) {
    const value = read.value(point);
    if (!Number.isFinite(value)) continue;
    const atMs = read.atMs(point);
    const piece = Math.max(0, Math.floor((toMs - atMs) / pieceMs));
    if (piece < pieces) peaks[piece] = larger(peaks[piece] ?? Number.NaN, value);
    if (atMs < sinceMs) continue;
    const period = Math.floor((toMs - atMs) / (periodS * 1_000));
    if (period !== known) count += 1;
    known = period;
    max = Math.max(max, value);
    newestAtMs = atMs;
  }
  return { points: count, max, newestAtMs, peaks };
}

function mergedPeaks(one: readonly number[], other: readonly number[] | undefined): readonly number[] {
  return other ? one.map((value, at) => larger(value, other[at] ?? Number.NaN)) : one;
}

function peaksOf(max: readonly number[], { pieceMs, pieces }: Window): { readonly peaks?: Peaks } {
  return pieces > 0 ? { peaks: { pieceMs, max } } : {};
}

/**
 * Sums a machine's series up, one measurement per signal. Of several GPUs the busiest decides, and the one with the
 * fewest points tells how much is known.
 */
export function measurementsOf(series: readonly Series[], window: Window): readonly Measurement[] {
  const bySignal = new Map<Measurement["signal"], Measurement>();
  for (const { signal, from, points, max, newestAtMs, peaks } of series) {
    if (points === 0) continue;
    const known = bySignal.get(signal);
    bySignal.set(signal, {
      signal,
      max: Math.max(max, known?.max ?? 0),
      points: Math.min(points, known?.points ?? points),
      expected: window.expected,
      newestAtMs: Math.min(newestAtMs, known?.newestAtMs ?? newestAtMs),
      from: known?.from ?? from,
      windowMs: window.toMs - window.sinceMs,
      ...peaksOf(mergedPeaks(peaks, known?.peaks?.max), window),
    });
  }
  return [...bySignal.values()];
}
