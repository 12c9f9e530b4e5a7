import type { Budget } from "../../domain/budget.ts";
import { nextCronTime } from "../cron.ts";

/** One round of a budget. Milliseconds since the epoch; the end is the start of the next one. */
export interface BudgetPeriod {
  /** `2026-11`, `2026-Q4`, `2026`, `2026-11-16+7d` for a week, `2026-11-21` for a day. */
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

const DAY_MS = 86_400_000;

/** When a round begins, and how far back a beginning lies at the most. */
const BEGINS = {
  day: { cron: "0 0 * * *", longestMs: 2 * DAY_MS },
  week: { cron: "0 0 * * 1", longestMs: 8 * DAY_MS },
  month: { cron: "0 0 1 * *", longestMs: 32 * DAY_MS },
  quarter: { cron: "0 0 1 1,4,7,10 *", longestMs: 93 * DAY_MS },
  year: { cron: "0 0 1 1 *", longestMs: 367 * DAY_MS },
} as const satisfies Record<Budget["per"], { cron: string; longestMs: number }>;

/** The day of a moment in a zone: `2026-11-21`. */
export function localDay(atMs: number, zone: string): string {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(new Date(atMs));
}

function nameOf(per: Budget["per"], day: string): string {
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

/** Beginnings of a rhythm from the last one at or before `fromMs` up to `untilMs`, oldest first. */
function beginnings(per: Budget["per"], zone: string, fromMs: number, untilMs: number): readonly number[] {
  const { cron, longestMs } = BEGINS[per];
  const found: number[] = [];
  let at = nextCronTime(cron, zone, fromMs - longestMs);
  while (at !== null && at <= untilMs) {
    found.push(at);
    at = nextCronTime(cron, zone, at);
  }
  const first = found.findLastIndex((start) => start <= fromMs);
  return found.slice(Math.max(0, first));
}

/** The round in which a moment lies. */
export function budgetPeriod({ per, zone }: Pick<Budget, "per" | "zone">, atMs: number): BudgetPeriod {
  const startMs = beginnings(per, zone, atMs, atMs).at(-1) ?? atMs;
  const endMs = nextCronTime(BEGINS[per].cron, zone, startMs) ?? startMs + BEGINS[per].longestMs;
  return { name: nameOf(per, localDay(startMs, zone)), startMs, endMs };
}

/** Beginnings of the days that a span touches, oldest first. */
export function daysBetween(zone: string, fromMs: number, untilMs: number): readonly number[] {
  return beginnings("day", zone, fromMs, untilMs);
}

/** Whether a day is a Saturday or Sunday where the budget lives. */
export function isWeekend(atMs: number, zone: string): boolean {
  const day = new Intl.DateTimeFormat("en", { timeZone: zone, weekday: "short" }).format(new Date(atMs));
  return day === "Sat" || day === "Sun";
}
