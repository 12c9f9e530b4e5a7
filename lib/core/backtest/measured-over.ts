import type { Measurement } from "../../domain/facts.ts";
import { COVERAGE_MIN } from "../idle/says-of.ts";
import { HOUR_MS } from "./hours.ts";
import { figuresAt, isMeasured, lastHourOf, rowOf, SIGNALS, type SignalColumns } from "./signal-columns.ts";

/** Hours that are put together to one window. */
export interface HoursWanted {
  /** The full hour that the newest frame closes, counted from the epoch. */
  readonly hour: number;
  /** Of the window, and of the time before it that is looked back at; milliseconds. */
  readonly windowMs: number;
  readonly lookbackMs: number;
}

/**
 * Points of an hour: one every five minutes. Logs of older versions expect ten, since they let the last ten minutes off,
 * and what is asked for now is asked for of them too.
 */
const POINTS_PER_HOUR = 12;

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

/**
 * Points that a whole hour holds. No more than these count: frames of older versions count those on both of its edges,
 * and thirteen of each of three hours would pass for enough of four.
 */
export function pointsInHour(expected: number): number {
  return Math.max(POINTS_PER_HOUR, expected);
}

/** Points of an hour with which a window of such hours, however long, has enough of them. */
export function enoughInHour(expected: number): number {
  return COVERAGE_MIN * pointsInHour(expected);
}

/** More hours than anybody looks back at. */
const PIECES_MAX = 2 ** 20;

type Draft = { -readonly [K in keyof Omit<Measurement, "peaks">]: Measurement[K] } & {
  peaks?: { readonly pieceMs: number; readonly max: number[] };
};

/** The rows of a machine's hours, the newest first; -1: no frame tells of the hour. */
type Rows = Int32Array;

/** What one question is answered with, for windows of the same length. */
interface Kit {
  readonly of: Span;
  readonly rows: Rows;
  readonly drafts: readonly Draft[];
}

function newKit(of: Span): Kit {
  const drafts = SIGNALS.map((signal) => {
    const none = Number.NaN;
    const draft: Draft = { signal, max: none, points: 0, expected: 0, newestAtMs: none, from: "the log" };
    if (of.pieces > 0) draft.peaks = { pieceMs: HOUR_MS, max: new Array<number>(of.pieces).fill(none) };
    return draft;
  });
  return { of, rows: new Int32Array(Math.max(of.hours, of.pieces)), drafts };
}

/** One signal over the hours of the window; answers whether there is a point of it. */
function sumUp(draft: Draft, columns: SignalColumns, signal: number, rows: Rows, { hours }: Span): boolean {
  const { figures } = columns;
  let [max, points, perHour, newestAtMs] = [Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (let ago = 0; ago < hours; ago += 1) {
    const row = rows[ago] ?? -1;
    if (row < 0 || !isMeasured(columns, row, signal)) continue;
    const at = figuresAt(row, signal);
    max = Math.max(max, figures[at] ?? 0);
    const expected = figures[at + 2] ?? 0;
    points += Math.min(figures[at + 1] ?? 0, pointsInHour(expected));
    perHour = Math.max(perHour, expected);
    newestAtMs = Math.max(newestAtMs, figures[at + 3] ?? 0);
  }
  if (points <= 0) return false;
  draft.max = max;
  draft.points = points;
  draft.expected = pointsInHour(perHour) * hours;
  draft.newestAtMs = newestAtMs;
  return true;
}

function findPeaks(peaks: number[], columns: SignalColumns, signal: number, rows: Rows): void {
  for (let ago = 0; ago < peaks.length; ago += 1) {
    const row = rows[ago] ?? -1;
    const isTold = row >= 0 && isMeasured(columns, row, signal);
    peaks[ago] = isTold ? (columns.figures[figuresAt(row, signal)] ?? 0) : Number.NaN;
  }
}

/** Everything of one signal; answers whether there is anything. */
function fill(draft: Draft, columns: SignalColumns, signal: number, rows: Rows, of: Span): boolean {
  if (!sumUp(draft, columns, signal, rows, of)) return false;
  if (draft.peaks) findPeaks(draft.peaks.max, columns, signal, rows);
  return true;
}

const NOTHING: readonly Measurement[] = [];

/**
 * What a machine measured over some hours, put together from the frames of them. An hour without a frame holds no point,
 * so that a window with too many of them proves nothing. The machine is known by its index.
 */
export type MeasuredOver = (machine: number, wanted: HoursWanted) => readonly Measurement[];

/**
 * Makes ready to ask it, with an answer that stands until the next question and is then overwritten: for whoever asks of
 * a fleet by the million and keeps nothing of it.
 */
export function createMeasuredOver(columns: SignalColumns): MeasuredOver {
  const kits = new Map<number, Kit>();
  const kitFor = (of: Span): Kit => {
    const key = of.hours * PIECES_MAX + of.pieces;
    const known = kits.get(key) ?? newKit(of);
    kits.set(key, known);
    return known;
  };
  return (machine, { hour, windowMs, lookbackMs }) => {
    const of = spanOf({ windowMs, lookbackMs });
    if (lastHourOf(columns, machine) <= hour - of.hours) return NOTHING;
    const { rows, drafts } = kitFor(of);
    for (let ago = 0; ago < rows.length; ago += 1) rows[ago] = rowOf(columns, machine, hour - ago);
    return drafts.filter((draft, signal) => fill(draft, columns, signal, rows, of));
  };
}
