import type { SeenSignal } from "../../domain/frame.ts";
import { grownInts, grownNumbers, roomFor } from "./grown-column.ts";

/** The signals that frames keep; a signal is known by its place here. */
export const SIGNALS = ["cpu", "gpu", "npu", "network"] as const satisfies readonly SeenSignal[0][];

/** The place of a signal by its name; -1: it is none. */
export function signalOf(name: unknown): number {
  // Names out of JSON are compared where they lie, which no search through an array is compiled to.
  for (let at = 0; at < SIGNALS.length; at += 1) if (SIGNALS[at] === name) return at;
  return -1;
}

/** What is kept of each: the largest average, points, points expected, and the newest point. */
const FIGURES = 4;

const FIGURES_IN_ROW = SIGNALS.length * FIGURES;

/**
 * What the machines of a tape measured in the last hours. Numbers in columns for the whole fleet instead of records,
 * since a month of a large one holds millions of them, and most of the time would go into fetching records from memory.
 * Each machine has as many rows in sequence as hours are kept, and an hour finds its row by its remainder.
 */
export interface SignalColumns {
  readonly hoursKept: number;
  /** The hour, counted from the epoch, that each row holds; -1: none. */
  hours: Int32Array;
  /** Which signals were measured, a bit for each of {@link SIGNALS}. */
  measured: Uint8Array;
  figures: Float64Array;
  /** By machine: how often an hour was told anew that had been told before. */
  retold: Int32Array;
  /** By machine: the last hour in which any signal was measured; -1: none ever. */
  last: Int32Array;
}

/** Room for so many hours of each machine, and nothing in it. */
export function createSignalColumns(hoursKept: number): SignalColumns {
  return {
    hoursKept,
    hours: new Int32Array(0),
    measured: new Uint8Array(0),
    figures: new Float64Array(0),
    retold: new Int32Array(0),
    last: new Int32Array(0),
  };
}

function makeRoom(columns: SignalColumns, machines: number): void {
  const { hours, measured, figures, retold, last, hoursKept } = columns;
  const room = roomFor(machines, retold.length);
  columns.hours = grownInts(hours, room * hoursKept, -1);
  columns.measured = new Uint8Array(room * hoursKept);
  columns.measured.set(measured);
  columns.figures = grownNumbers(figures, room * hoursKept * FIGURES_IN_ROW);
  columns.retold = grownInts(retold, room, 0);
  columns.last = grownInts(last, room, -1);
}

/** Where the figures of a signal begin; largest average, points, points expected and newest point follow each other. */
export function figuresAt(row: number, signal: number): number {
  return row * FIGURES_IN_ROW + signal * FIGURES;
}

/** Takes in what a machine measured in the hour before that full hour. A signal that is told twice counts as told last. */
export function putSignals(
  columns: SignalColumns,
  machine: number,
  hour: number,
  signals: readonly SeenSignal[],
): void {
  if (machine >= columns.retold.length) makeRoom(columns, machine + 1);
  const { hours, measured, figures, hoursKept } = columns;
  const row = machine * hoursKept + (hour % hoursKept);
  let bits = 0;
  for (const told of signals) {
    const signal = signalOf(told[0]);
    const at = figuresAt(row, signal);
    bits |= 1 << signal;
    figures[at] = told[1];
    figures[at + 1] = told[2];
    figures[at + 2] = told[3];
    figures[at + 3] = told[4];
  }
  if (hours[row] === hour) columns.retold[machine] = (columns.retold[machine] ?? 0) + 1;
  hours[row] = hour;
  measured[row] = bits;
  if (bits !== 0) columns.last[machine] = Math.max(hour, columns.last[machine] ?? -1);
}

/** The last hour in which a machine measured anything; -1: none ever. */
export function lastHourOf({ last }: SignalColumns, machine: number): number {
  return last[machine] ?? -1;
}

/** The row of that hour; -1: no frame tells of it, or it is not kept any more. */
export function rowOf({ hours, hoursKept }: SignalColumns, machine: number, hour: number): number {
  const row = machine * hoursKept + (hour % hoursKept);
  return hours[row] === hour ? row : -1;
}

/** Whether a signal is among those of a row. */
export function isMeasured({ measured }: SignalColumns, row: number, signal: number): boolean {
  return ((measured[row] ?? 0) & (1 << signal)) !== 0;
}
