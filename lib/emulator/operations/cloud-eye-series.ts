import type { Machine } from "../machine.ts";
import { type MetricSpec, meter } from "../metrics.ts";

/** How datapoints of one period are put together. */
type Filter = "average" | "max" | "min" | "sum" | "variance";

/** A stretch of time as a query states it: milliseconds, and the period in seconds (1 means raw). */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly period: number;
  readonly filter: Filter;
  /** Newer datapoints do not exist yet. */
  readonly now: number;
}

/** How far back a query reaches: `from` is moved up to this many hours before `to`, without a word. */
const REACH_HOURS: Readonly<Record<number, number>> = {
  1: 4,
  // No page states the reach of period 60; it is given that of raw data.
  60: 4,
  300: 24,
  1200: 72,
  3600: 240,
  14400: 720,
  86400: 4320,
};

/** Minutes looked at per datapoint; longer periods are sampled evenly, to keep a query of half a year quick. */
const SAMPLES_MAX = 12;

/** Datapoints of one metric of one machine, oldest first; the value stands under the name of the filter. */
export function series(
  machine: Machine,
  spec: MetricSpec,
  device: number,
  window: Window,
): readonly Record<string, number>[] {
  const slotMs = Math.max(window.period === 1 ? spec.everyS : window.period, spec.everyS) * 1000;
  const from = Math.max(window.from, window.to - (REACH_HOURS[window.period] ?? 4) * 3_600_000);
  const read = meter(machine, spec, device);
  const points: Record<string, number>[] = [];
  for (let slot = Math.ceil(from / slotMs) * slotMs; slot < window.to; slot += slotMs) {
    if (slot + slotMs > window.now) break;
    const values = samples(read, slot, slotMs);
    if (values.length > 0)
      points.push({ [window.filter]: aggregate(values, window.filter), timestamp: slot });
  }
  return points;
}

function samples(read: (minute: number) => number | undefined, slot: number, slotMs: number): number[] {
  const minutes = slotMs / 60_000;
  const step = Math.max(1, Math.floor(minutes / SAMPLES_MAX));
  const values: number[] = [];
  for (let minute = 0; minute < minutes; minute += step) {
    const value = read(slot / 60_000 + minute);
    if (value !== undefined) values.push(value);
  }
  return values;
}

function aggregate(values: readonly number[], filter: Filter): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const average = sum / values.length;
  switch (filter) {
    case "average":
      return rounded(average);
    case "sum":
      return rounded(sum);
    case "max":
      return Math.max(...values);
    case "min":
      return Math.min(...values);
    case "variance":
      return rounded(values.reduce((total, value) => total + (value - average) ** 2, 0) / values.length);
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
