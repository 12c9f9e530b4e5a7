import type { DaySpec } from "./window.ts";
import { type Known, monthOf, type WorkCalendar, weekdayOf } from "./work-calendar.ts";

function isNthWeekday(day: number, weekday: number, nth: number): boolean {
  if (weekdayOf(day) !== weekday) return false;
  const { first, last } = monthOf(day);
  return nth === -1 ? day + 7 > last : Math.floor((day - first) / 7) + 1 === nth;
}

function dayMatches(spec: DaySpec, day: number, calendar: WorkCalendar): Known {
  switch (spec.kind) {
    case "weekdays":
      return spec.days.includes(weekdayOf(day));
    case "nth-weekday":
      return isNthWeekday(day, spec.weekday, spec.nth);
    case "workday":
      return calendar.isWorked(day);
    case "nth-workday":
      return calendar.isNthWorked(day, spec.nth);
    case "holiday":
      return calendar.isHoliday(day);
    case "free": {
      const worked = calendar.isWorked(day);
      return worked === undefined ? undefined : !worked;
    }
  }
}

/** `true` where one is, `undefined` where none is and one cannot be told. */
export function anyOf(values: readonly Known[]): Known {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

/** `false` where one is, `undefined` where none is and one cannot be told. */
export function allOf(values: readonly Known[]): Known {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

/** Whether a day is one of these; every day is where none are named. */
export function daysMatch(days: readonly DaySpec[], day: number, calendar: WorkCalendar): Known {
  return days.length === 0 || anyOf(days.map((spec) => dayMatches(spec, day, calendar)));
}
