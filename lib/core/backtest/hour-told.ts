import type { IdleThresholds } from "../../domain/policy.ts";
import { limitOf } from "../idle/idle-limits.ts";
import { COVERAGE_MIN } from "../idle/says-of.ts";
import { enoughInHour, pointsInHour } from "./measured-over.ts";
import { figuresAt, rowOf, SIGNALS, type SignalColumns } from "./signal-columns.ts";

const CPU = SIGNALS.indexOf("cpu");

/** What one hour of a machine comes to by some thresholds. */
export interface HourTold {
  /** Held against the larger of the CPU limits that can hold. */
  isWork: boolean;
  /** Held against the smaller of the limits: what the network shows may change from hour to hour. */
  isQuiet: boolean;
  /** Whether the same signals were measured as in the hour before, and as many points of each are expected. */
  isSame: boolean;
  /** Whether the same signals were measured as in the hour before, and as many points of each. */
  isEven: boolean;
  /** Whether a signal held fewer points than an hour of a window is expected to hold. */
  isThin: boolean;
  /** When the oldest of the newest points was taken, milliseconds since the epoch. */
  newestMs: number;
}

/** Looks at an hour of the machine of that index. The answer stands until the next question. */
export type LookAtHour = (machine: number, hour: number, cpuPercent: number) => Readonly<HourTold>;

function bitsOf({ measured }: SignalColumns, row: number): number {
  return row < 0 ? 0 : (measured[row] ?? 0);
}

function begin(told: HourTold, bits: number, isLike: boolean): void {
  told.isWork = false;
  told.isQuiet = bits !== 0;
  told.isSame = isLike;
  told.isEven = isLike;
  told.isThin = bits === 0;
  told.newestMs = Number.POSITIVE_INFINITY;
}

/** What the figures of a signal say by themselves. */
function weigh(told: HourTold, figures: Float64Array, at: number, limits: readonly [number, number]): void {
  const max = figures[at] ?? 0;
  const points = figures[at + 1] ?? 0;
  const expected = figures[at + 2] ?? 0;
  if (points > 0 && max > limits[1]) told.isWork = true;
  if (points <= 0 || points < expected * COVERAGE_MIN || max > limits[0]) told.isQuiet = false;
  if (Math.min(points, pointsInHour(expected)) < enoughInHour(expected)) told.isThin = true;
  told.newestMs = Math.min(told.newestMs, figures[at + 3] ?? 0);
}

/** What they say beside those of the hour before. */
function compare(told: HourTold, figures: Float64Array, at: number, before: number): void {
  if (figures[at + 2] !== figures[before + 2]) told.isSame = false;
  if (figures[at + 1] !== figures[before + 1]) told.isEven = false;
}

/** Makes ready to look at hours: a month of a large fleet has millions of them, so nothing is made for each. */
export function createLookAtHour(signals: SignalColumns, thresholds: IdleThresholds): LookAtHour {
  const strict = SIGNALS.map((name) => limitOf(name, thresholds, thresholds.cpuPercent));
  const limits: [number, number] = [0, 0];
  const told: HourTold = {
    ...{ isWork: false, isQuiet: false, isSame: false, isEven: false, isThin: false },
    newestMs: 0,
  };

  function take(row: number, before: number, signal: number, cpuPercent: number): void {
    const at = figuresAt(row, signal);
    limits[0] = strict[signal] ?? 0;
    limits[1] = signal === CPU ? cpuPercent : limits[0];
    weigh(told, signals.figures, at, limits);
    if (before >= 0) compare(told, signals.figures, at, figuresAt(before, signal));
  }

  return (machine, hour, cpuPercent) => {
    const row = rowOf(signals, machine, hour);
    const before = rowOf(signals, machine, hour - 1);
    const bits = bitsOf(signals, row);
    begin(told, bits, row >= 0 && before >= 0 && bits === bitsOf(signals, before));
    for (let signal = 0; signal < SIGNALS.length; signal += 1) {
      if ((bits & (1 << signal)) !== 0) take(row, before, signal, cpuPercent);
    }
    return told;
  };
}
