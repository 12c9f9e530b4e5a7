/** Monday is 1 and Sunday is 7, as ISO 8601 counts. */
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Which days a window begins on. */
export type DaySpec =
  /** Days of the week by their number, 1 to 7. */
  | { readonly kind: "weekdays"; readonly days: readonly number[] }
  /** The nth such day of a month; -1 is the last one. */
  | { readonly kind: "nth-weekday"; readonly weekday: number; readonly nth: number }
  /** Worked by the calendar; without one, Monday to Friday. */
  | { readonly kind: "workday" }
  /** The nth worked day of a month, counted from its end when negative. */
  | { readonly kind: "nth-workday"; readonly nth: number }
  /** A holiday of the calendar. */
  | { readonly kind: "holiday" }
  /** Not worked by the calendar: holidays, and week-ends that are not worked. */
  | { readonly kind: "free" };

/** A stretch of the clock, in minutes of the day. An end that is not after the start lies on the next day. */
export interface TimeSpan {
  readonly fromMinute: number;
  /** Up to 1440, which is midnight at the end of the day. */
  readonly toMinute: number;
}

/** One window: on any of these days, between these times. */
export interface Window {
  /** Empty: every day. */
  readonly days: readonly DaySpec[];
  /** `null`: the whole day. */
  readonly time: TimeSpan | null;
  /** Characters into the text at which it begins. */
  readonly offset: number;
}

/** Whether a window goes on into the day after the one it begins on. */
export function crossesMidnight({ time }: Window): boolean {
  return time !== null && time.toMinute <= time.fromMinute;
}

/** Whether a window asks the calendar. */
export function asksCalendar({ days }: Window): boolean {
  return days.some(({ kind }) => kind !== "weekdays" && kind !== "nth-weekday");
}
