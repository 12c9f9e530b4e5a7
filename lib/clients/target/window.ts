import { AHEAD_MAX_MS } from "../../core/idle/says-of.ts";
import type { Devices, Measurement, Peaks } from "../../domain/facts.ts";
import { groupBy } from "../../domain/group-by.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Averages of a percentage go up to 100; a little more is rounding, and beyond that the figure means something else. */
export const PERCENT_MOST = 101;

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
  /**
   * Points the whole window would hold if none were missing. The newest are late (AOM: 5 to 10 minutes) and are expected
   * all the same: what nobody has seen yet is no rest, and the share that may be missing leaves room for them.
   */
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
  const expected = Math.max(1, Math.ceil(windowMs / (periodS * 1_000)));
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
  /** Which accelerator it tells of. Absent: it stands for the whole machine. */
  readonly device?: string;
  /** Of the periods of the window, how many have a point. */
  readonly points: number;
  /** The largest value of the window, in the signal's own unit. */
  readonly max: number;
  /** When the newest point was taken, milliseconds since the epoch. */
  readonly newestAtMs: number;
  /** Points of the window that are no evidence, and those above what there can be; see `Measurement`. */
  readonly ignored: number;
  readonly impossible: number;
  /** The largest value of each piece, the newest first; NaN for a piece without points. */
  readonly peaks: readonly number[];
}

/** How the points of a series are read. */
export interface ReadPoint<T> {
  readonly value: (point: T) => number;
  readonly atMs: (point: T) => number;
  /** The largest value that there can be. Default: any number. */
  readonly most?: number;
}

function larger(one: number, other: number): number {
  return Number.isNaN(one) || other > one ? other : one;
}

type Fault = "ignored" | "impossible";

/** Nothing is below zero, and nothing was measured in the future; asked this way round, what is no number is neither. */
function faultOf(
  value: number,
  atMs: number,
  { toMs, most }: { toMs: number; most: number },
): Fault | undefined {
  if (!(value >= 0 && atMs <= toMs + AHEAD_MAX_MS)) return "ignored";
  return value > most ? "impossible" : undefined;
}

/**
 * Sums up the points of one series. The window is cut into as many periods as points are expected, and one that has
 * several points counts once, so that a series asked for more finely does not hide its gaps.
 */
export function sumUp<T>(
  points: readonly T[],
  read: ReadPoint<T>,
  { toMs, sinceMs, pieceMs, pieces, periodS, expected }: Window,
): Omit<Series, "signal" | "from" | "device"> {
  const peaks = new Array<number>(pieces).fill(Number.NaN);
  const periods = new Uint8Array(expected + 1);
  const faults: Record<Fault, number> = { ignored: 0, impossible: 0 };
  const bounds = { toMs, most: read.most ?? Number.MAX_VALUE };
  let [max, newestAtMs] = [Number.NEGATIVE_INFINITY, 0];
  for (const point of points) {
    const value = read.value(point);
    const atMs = read.atMs(point);
    const fault = faultOf(value, atMs, bounds);
    const piece = Math.max(0, Math.floor((toMs - atMs) / pieceMs));
    // What is too high may have been work all the same.
    if (fault !== "ignored" && piece < pieces) peaks[piece] = larger(peaks[piece] ?? Number.NaN, value);
    if (atMs < sinceMs) continue;
    if (fault !== undefined) {
      faults[fault] += 1;
      continue;
    }
    periods[Math.max(1, Math.ceil((toMs - atMs) / (periodS * 1_000)))] = 1;
    max = Math.max(max, value);
    newestAtMs = Math.max(newestAtMs, atMs);
  }
  return { points: periods.reduce((sum, has) => sum + has, 0), max, newestAtMs, ...faults, peaks };
}

function mergedPeaks(own: readonly Series[], { pieceMs, pieces }: Window): { readonly peaks?: Peaks } {
  const [first, ...others] = own;
  if (pieces <= 0 || first === undefined) return {};
  const max = [...first.peaks];
  for (const { peaks } of others)
    for (const [at, value] of peaks.entries()) max[at] = larger(max[at] ?? Number.NaN, value);
  return { peaks: { pieceMs, max } };
}

function devicesOf(own: readonly Series[]): { readonly devices?: Devices } {
  const known = new Set<string>();
  const seen = new Set<string>();
  for (const { device, points } of own) {
    if (device === undefined) continue;
    seen.add(device);
    if (points > 0) known.add(device);
  }
  return seen.size > 0 ? { devices: { known: known.size, seen: seen.size } } : {};
}

function total(own: readonly Series[], name: Fault): Partial<Record<typeof name, number>> {
  const sum = own.reduce((all, series) => all + series[name], 0);
  return sum > 0 ? { [name]: sum } : {};
}

/** Nothing where no series has anything in the window; doubtful points alone are told, so that the doubt can be seen. */
function measurementOf(
  signal: Measurement["signal"],
  own: readonly Series[],
  window: Window,
): Measurement | undefined {
  const live = own.filter(({ points }) => points > 0);
  // A series that has nothing but doubtful points tells no more of its part of the machine than one with gaps.
  const telling = own.filter(({ points, ignored, impossible }) => points + ignored + impossible > 0);
  const doubts = { ...total(own, "ignored"), ...total(own, "impossible") };
  const [first] = telling;
  if (first === undefined) return undefined;
  const none = live.length === 0;
  return {
    signal,
    max: none ? Number.NaN : Math.max(...live.map(({ max }) => max)),
    points: Math.min(...telling.map(({ points }) => points)),
    expected: window.expected,
    newestAtMs: none ? Number.NaN : Math.min(...live.map(({ newestAtMs }) => newestAtMs)),
    from: first.from,
    windowMs: window.toMs - window.sinceMs,
    ...mergedPeaks(own, window),
    ...devicesOf(own),
    ...doubts,
  };
}

/**
 * Sums a machine's series up, one measurement per signal. Of several GPUs the busiest decides, the one with the fewest
 * points tells how much is known, and those that are silent are counted as seen and not as known.
 */
export function measurementsOf(series: readonly Series[], window: Window): readonly Measurement[] {
  const bySignal = groupBy(series, ({ signal }) => signal);
  return [...bySignal].flatMap(([signal, own]) => measurementOf(signal, own, window) ?? []);
}
