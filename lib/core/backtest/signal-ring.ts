import type { SeenSignal } from "../../domain/frame.ts";

/** The signals that frames keep; a signal is known by its place here. */
export const SIGNALS = ["cpu", "gpu", "npu", "network"] as const satisfies readonly SeenSignal[0][];

/** What is kept of each: the largest average, points, points expected, and the newest point. */
const FIGURES = 4;

/**
 * What one machine measured in the last hours. Numbers in columns instead of records, since a month of a large fleet
 * holds millions of them and each is asked for many times.
 */
export interface SignalRing {
  /** The hour, counted from the epoch, that each place holds; -1: none. */
  readonly hours: Int32Array;
  /** Which signals were measured, a bit for each of {@link SIGNALS}. */
  readonly measured: Uint8Array;
  readonly figures: Float64Array;
}

/** Room for so many hours, and nothing in it. */
export function createSignalRing(hoursKept: number): SignalRing {
  return {
    hours: new Int32Array(hoursKept).fill(-1),
    measured: new Uint8Array(hoursKept),
    figures: new Float64Array(hoursKept * SIGNALS.length * FIGURES),
  };
}

/** Where the figures of a signal begin; largest average, points, points expected and newest point follow each other. */
export function figuresAt(place: number, signal: number): number {
  return (place * SIGNALS.length + signal) * FIGURES;
}

/** Takes in what was measured in the hour before that full hour. A signal that is told twice counts as told last. */
export function putSignals(
  { hours, measured, figures }: SignalRing,
  hour: number,
  signals: readonly SeenSignal[],
): void {
  const place = hour % hours.length;
  let bits = 0;
  for (const told of signals) {
    const signal = SIGNALS.indexOf(told[0]);
    const at = figuresAt(place, signal);
    bits |= 1 << signal;
    figures[at] = told[1];
    figures[at + 1] = told[2];
    figures[at + 2] = told[3];
    figures[at + 3] = told[4];
  }
  hours[place] = hour;
  measured[place] = bits;
}

/** The place of that hour; -1: no frame tells of it, or it is not kept any more. */
export function placeOf({ hours }: Pick<SignalRing, "hours">, hour: number): number {
  const place = hour % hours.length;
  return hours[place] === hour ? place : -1;
}

/** Whether a signal is among those of a place. */
export function isMeasured(
  { measured }: Pick<SignalRing, "measured">,
  place: number,
  signal: number,
): boolean {
  return ((measured[place] ?? 0) & (1 << signal)) !== 0;
}
