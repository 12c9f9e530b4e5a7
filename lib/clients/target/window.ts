import type { Measurement } from "../../domain/facts.ts";

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

/** A window as it is asked for. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly periodS: number;
  /** Points it would hold if none were missing. */
  readonly expected: number;
}

/** Lays the window for a query that ends now. */
export function windowOf({ nowMs, windowMs }: { readonly nowMs: number; readonly windowMs: number }): Window {
  const periodS = PERIODS.find(([longest]) => windowMs <= longest)?.[1] ?? 14_400;
  const expected = Math.max(1, Math.floor((windowMs - LATE_MS) / (periodS * 1_000)));
  return { fromMs: nowMs - windowMs, toMs: nowMs, periodS, expected };
}

/** One series, summed up as it was read: of a large fleet there would be millions of points to keep. */
export interface Series {
  readonly signal: Measurement["signal"];
  readonly from: string;
  /** How many points it has. */
  readonly points: number;
  /** The largest value, in the signal's own unit. */
  readonly max: number;
  /** When the last point was taken, milliseconds since the epoch. */
  readonly newestAtMs: number;
}

/** Sums up the points of one series; what is no number does not count. */
export function sumUp<T>(
  points: readonly T[],
  read: { readonly value: (point: T) => number; readonly atMs: (point: T) => number },
): Pick<Series, "points" | "max" | "newestAtMs"> {
  let count = 0;
  let max = Number.NEGATIVE_INFINITY;
  let newestAtMs = 0;
  for (const point of points) {
    const value = read.value(point);
    if (!Number.isFinite(value)) continue;
    count += 1;
    max = Math.max(max, value);
    newestAtMs = read.atMs(point);
  }
  return { points: count, max, newestAtMs };
}

/**
 * Sums a machine's series up, one measurement per signal. Of several GPUs the busiest decides, and the one with the
 * fewest points tells how much is known.
 */
export function measurementsOf(series: readonly Series[], { expected }: Window): readonly Measurement[] {
  const bySignal = new Map<Measurement["signal"], Measurement>();
  for (const { signal, from, points, max, newestAtMs } of series) {
    if (points === 0) continue;
    const known = bySignal.get(signal);
    bySignal.set(signal, {
      signal,
      max: Math.max(max, known?.max ?? 0),
      points: Math.min(points, known?.points ?? points),
      expected,
      newestAtMs: Math.min(newestAtMs, known?.newestAtMs ?? newestAtMs),
      from: known?.from ?? from,
    });
  }
  return [...bySignal.values()];
}
