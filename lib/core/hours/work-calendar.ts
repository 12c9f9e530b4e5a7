import type { Calendar } from "../../domain/hours.ts";

const DAY_MS = 86_400_000;

/** `undefined`: it cannot be told. */
export type Known = boolean | undefined;

/** What days are called. A day is its number since 1 January 1970. */
export interface WorkCalendar {
  isWorked(day: number): Known;
  isHoliday(day: number): Known;
  /** Whether it is the nth worked day of its month, counted from the end when negative. */
  isNthWorked(day: number, nth: number): Known;
}

/** 1 for Monday to 7 for Sunday; 1 January 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The number of a day such as `2026-10-01`. */
export function dayNumber(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

/** First and last day of the month that a day lies in. */
export function monthOf(day: number): { readonly first: number; readonly last: number } {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { first: Date.UTC(year, month, 1) / DAY_MS, last: Date.UTC(year, month + 1, 0) / DAY_MS };
}

/** From the first day of the first year that it names a day of, up to its end. */
function spanOf({ holidays, workdays, until }: Calendar): { readonly from: number; readonly to: number } {
  const first = [...holidays, ...workdays].toSorted()[0];
  return {
    from: first === undefined ? Number.NEGATIVE_INFINITY : dayNumber(`${first.slice(0, 4)}-01-01`),
    to: dayNumber(until),
  };
}

function nthWorked(day: number, nth: number, isWorked: (day: number) => Known): Known {
  const { first, last } = monthOf(day);
  const step = nth > 0 ? 1 : -1;
  // From the side that is counted from, so that a calendar that ends within a month is asked no more than needed.
  let left = Math.abs(nth);
  for (let at = nth > 0 ? first : last; at >= first && at <= last; at += step) {
    const worked = isWorked(at);
    if (worked === undefined) return undefined;
    if (worked) left -= 1;
    if (at === day) return worked && left === 0;
  }
  return false;
}

/** Without a calendar Monday to Friday are worked and no day is a holiday. A calendar knows nothing of days outside it. */
export function createWorkCalendar(calendar: Calendar | null): WorkCalendar {
  if (calendar === null) {
    const isWorked = (day: number) => weekdayOf(day) <= 5;
    return {
      isWorked,
      isHoliday: () => false,
      isNthWorked: (day, nth) => nthWorked(day, nth, isWorked),
    };
  }
  const { from, to } = spanOf(calendar);
  const holidays = new Set(calendar.holidays.map(dayNumber));
  const madeUp = new Set(calendar.workdays.map(dayNumber));
  const within = (day: number) => day >= from && day <= to;
  const isWorked = (day: number): Known => {
    if (!within(day)) return undefined;
    return madeUp.has(day) || (weekdayOf(day) <= 5 && !holidays.has(day));
  };
  return {
    isWorked,
    isHoliday: (day) => (within(day) ? holidays.has(day) : undefined),
    isNthWorked: (day, nth) => nthWorked(day, nth, isWorked),
  };
}
