import type { Budget } from "../../domain/budget.ts";
import type { PriceBook } from "../../domain/prices.ts";
import type { Resource } from "../../domain/resource.ts";
import type { BudgetSpend } from "../../domain/spend.ts";
import { createZoneClock, type ZoneClock } from "../hours/zone-clock.ts";
import { type BudgetPeriod, budgetPeriod, daysBetween } from "./budget-period.ts";
import { costRate } from "./cost-rate.ts";
import { runningSpan, type Span } from "./running-span.ts";

const HOUR_MS = 3_600_000;

/** Days that are kept, so that a projection knows two of each day of the week. */
const DAYS_KEPT = 14;

/** Passes that lie further apart than this leave a gap that has to be bridged. */
const GAP_MS = 30 * 60_000;

/** What was bridged for longer than this says nothing of a day's pace: between two looks anything may have run. */
const PACE_MS = 2 * 3_600_000;

/** Meters one budget from where its last entry ended up to now. */
export interface Meter {
  /** Counts a machine that the budget pays for. */
  add(resource: Resource, book: PriceBook | undefined): void;
  /** Carries on a list that could not be read at what it cost last. */
  carryOn(list: string): void;
  total(): BudgetSpend;
}

interface Bucket {
  readonly fromMs: number;
  readonly untilMs: number;
  sum: number;
}

function bucketsOf(clock: ZoneClock, { fromMs, untilMs }: Span): readonly Bucket[] {
  const starts = daysBetween(clock, fromMs, untilMs);
  return starts.map((start, index) => ({
    fromMs: start,
    untilMs: Math.min(starts[index + 1] ?? untilMs, untilMs),
    sum: 0,
  }));
}

function overlapMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.untilMs, b.untilMs) - Math.max(a.fromMs, b.fromMs));
}

/** The days as kept before, with what was added since, as far as it was looked at. */
function daysWith(kept: BudgetSpend["days"], buckets: readonly Bucket[], stretch: Span): BudgetSpend["days"] {
  const days = new Map(kept.map(([start, sum, covered]) => [start, [sum, covered] as const]));
  const looked = stretch.untilMs - stretch.fromMs <= PACE_MS ? buckets : [];
  for (const bucket of looked) {
    const [sum, covered] = days.get(bucket.fromMs) ?? [0, 0];
    days.set(bucket.fromMs, [sum + bucket.sum, covered + overlapMs(bucket, stretch)]);
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .slice(-DAYS_KEPT)
    .map(([start, [sum, covered]]) => [start, sum, covered]);
}

function carriedInto(before: BudgetSpend | undefined, period: string): Partial<BudgetSpend> {
  return before?.period === period ? before : {};
}

function gapsWith(kept: BudgetSpend["gaps"] | undefined, lengthMs: number): BudgetSpend["gaps"] {
  const gapMs = lengthMs > GAP_MS ? lengthMs : 0;
  const { longestMs = 0, sumMs = 0 } = kept ?? {};
  return { longestMs: Math.max(longestMs, gapMs), sumMs: sumMs + gapMs };
}

/** Sums of one stretch, before they are added to what was known. */
interface Sums {
  amount: number;
  always: number;
  disks: number;
  errorBand: number;
  apart: number;
  unpriced: number;
}

/**
 * Begins a meter of the round in which `nowMs` lies, or of one that ends then. Without an earlier total it goes back to
 * the beginning of the round and lets the machines' own update times bridge the time in which nobody looked.
 */
export function createMeter(
  budget: Budget,
  before: BudgetSpend | undefined,
  nowMs: number,
  ending?: BudgetPeriod,
): Meter {
  const clock = createZoneClock(budget.zone);
  const period = ending ?? budgetPeriod(budget.per, clock, nowMs);
  // A clock that was set back must not count a stretch twice.
  const stretch: Span = { fromMs: Math.min(before?.untilMs ?? period.startMs, nowMs), untilMs: nowMs };
  const buckets = bucketsOf(clock, stretch);
  const sums: Sums = { amount: 0, always: 0, disks: 0, errorBand: 0, apart: 0, unpriced: 0 };
  const rates: Record<string, number> = {};

  /** Adds a price for a span; what lies before the round stays with the days alone. */
  function charge(span: Span, perHour: number): number {
    let inRound = 0;
    for (const bucket of buckets) {
      const sum =
        (overlapMs(bucket, { ...span, fromMs: Math.max(span.fromMs, stretch.fromMs) }) / HOUR_MS) * perHour;
      bucket.sum += sum;
      if (bucket.fromMs >= period.startMs) inRound += sum;
    }
    sums.amount += inRound;
    return inRound;
  }

  function addRate(list: string, perHour: number): void {
    rates[list] = (rates[list] ?? 0) + perHour;
  }

  function addMachine(resource: Resource, book: PriceBook | undefined): void {
    const rate = costRate(resource, book);
    if (rate.kind === "apart") {
      sums.apart += 1;
      return;
    }
    if (rate.perHour === null) sums.unpriced += 1;
    const perHour = rate.perHour ?? 0;
    const list = `${resource.target}/${resource.kind}`;
    const aliveMs = Math.max(stretch.fromMs, resource.createdAtMs ?? stretch.fromMs);
    const alive = { fromMs: Math.min(aliveMs, nowMs), untilMs: nowMs };
    sums.disks += charge(alive, rate.diskPerHour);
    addRate(list, rate.diskPerHour);
    if (rate.kind === "always") {
      sums.always += charge(alive, perHour);
      addRate(list, perHour);
      return;
    }
    const { on, doubtMs } = runningSpan(resource, stretch);
    if (on) charge(on, perHour);
    sums.errorBand +=
      (Math.min(doubtMs, nowMs - Math.max(period.startMs, stretch.fromMs)) / HOUR_MS) * perHour;
    if (resource.standing === "running") addRate(list, perHour);
  }

  return {
    add: addMachine,
    carryOn: (list) => {
      const perHour = before?.rates[list] ?? 0;
      sums.errorBand += charge(stretch, perHour);
      addRate(list, perHour);
    },
    total: () => {
      const carried = carriedInto(before, period.name);
      return {
        ...{ budget: budget.name, period: period.name, currency: budget.currency },
        ...{ sinceMs: period.startMs, untilMs: Math.max(nowMs, before?.untilMs ?? 0) },
        amount: (carried.amount ?? 0) + sums.amount,
        always: (carried.always ?? 0) + sums.always,
        disks: (carried.disks ?? 0) + sums.disks,
        errorBand: (carried.errorBand ?? 0) + sums.errorBand,
        gaps: gapsWith(carried.gaps, nowMs - Math.max(stretch.fromMs, period.startMs)),
        rates,
        days: daysWith(before?.days ?? [], buckets, stretch),
        ...{ apart: sums.apart, unpriced: sums.unpriced },
        reported: carried.reported ?? null,
        alerted: carried.alerted ?? [],
        ...(carried.gone ? { gone: carried.gone } : {}),
      };
    },
  };
}
