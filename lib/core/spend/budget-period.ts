import type { Budget } from "../../domain/budget.ts";
import type { ZoneClock } from "../hours/zone-clock.ts";

/** One round of a budget. Milliseconds since the epoch; the end is the start of the next one. */
export interface BudgetPeriod {
  /** `2026-11`, `2026-Q4`, `2026`, `2026-11-16+7d` for a week, `2026-11-21` for a day. */
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

const DAY_MS = 86_400_000;

/** Days since the epoch, by the wall clock. */
function dayNumber(atMs: number, clock: ZoneClock): number {
  return Math.floor((atMs + clock.offsetMs(atMs)) / DAY_MS);
}

/** Monday is 0; the epoch began on a Thursday. */
function weekday(day: number): number {
  return (day + 3) % 7;
}

/** The day of a moment where a clock stands: `2026-11-21`. */
export function localDay(atMs: number, clock: ZoneClock): string {
  return new Date(dayNumber(atMs, clock) * DAY_MS).toISOString().slice(0, 10);
}

/** Midnights by the wall clock between which a round of some months lies. */
function months(day: number, length: number): readonly [number, number] {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = Math.floor(date.getUTCMonth() / length) * length;
  return [Date.UTC(year, month, 1), Date.UTC(year, month + length, 1)];
}

function midnightsOf(per: Budget["per"], day: number): readonly [number, number] {
  const monday = day - weekday(day);
  switch (per) {
    case "day":
      return [day * DAY_MS, (day + 1) * DAY_MS];
    case "week":
      return [monday * DAY_MS, (monday + 7) * DAY_MS];
    case "month":
      return months(day, 1);
    case "quarter":
      return months(day, 3);
    case "year":
      return months(day, 12);
  }
}

function nameOf(per: Budget["per"], midnightMs: number): string {
  const day = new Date(midnightMs).toISOString().slice(0, 10);
  const [year = "", month = ""] = day.split("-");
  switch (per) {
    case "day":
      return day;
    case "week":
      return `${day}+7d`;
    case "month":
      return `${year}-${month}`;
    case "quarter":
      return `${year}-Q${Math.ceil(Number(month) / 3)}`;
    case "year":
      return year;
  }
}

/** The round in which a moment lies; `clock` is that of the budget's zone. */
export function budgetPeriod(per: Budget["per"], clock: ZoneClock, atMs: number): BudgetPeriod {
  const [start, end] = midnightsOf(per, dayNumber(atMs, clock));
  return {
    name: nameOf(per, start),
    startMs: clock.instantOf(start, "first"),
    endMs: clock.instantOf(end, "first"),
  };
}

/** Beginnings of the days that a span touches, oldest first. */
export function daysBetween(clock: ZoneClock, fromMs: number, untilMs: number): readonly number[] {
  const first = dayNumber(fromMs, clock);
  const last = dayNumber(untilMs, clock);
  return Array.from({ length: Math.max(0, last - first) + 1 }, (_, index) =>
    clock.instantOf((first + index) * DAY_MS, "first"),
  );
}

/** Whether a moment lies on a Saturday or Sunday where the budget lives. */
export function isWeekend(atMs: number, clock: ZoneClock): boolean {
  return weekday(dayNumber(atMs, clock)) >= 5;
}
