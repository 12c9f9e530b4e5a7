import type { TimeSpan } from "./window.ts";

const DAY_MINUTES = 1_440;
const HINT = "write times such as 20:00-07:00";

/** What is wrong with the times of a window. */
export interface TimeProblem {
  readonly message: string;
  readonly hint: string;
  /** Characters into the times. */
  readonly at: number;
}

function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || Number(minutes) > 59) return undefined;
  const minute = Number(hours) * 60 + Number(minutes);
  return minute <= DAY_MINUTES ? minute : undefined;
}

function noTime(text: string, at: number): TimeProblem {
  return { message: `${JSON.stringify(text.slice(0, 20))} is not a time of the day`, hint: HINT, at };
}

/**
 * Reads `20:00-07:00`. `24:00` is midnight at the end of the day, the same as an end of `00:00`, and no beginning: a day
 * begins at `00:00`.
 */
export function parseTime(text: string): TimeSpan | TimeProblem {
  const [from = "", to, ...rest] = text.split("-");
  if (to === undefined || rest.length > 0) {
    return { message: `${JSON.stringify(text.slice(0, 40))} is not a span of time`, hint: HINT, at: 0 };
  }
  const fromMinute = minuteOf(from);
  if (fromMinute === undefined) return noTime(from, 0);
  const toAt = from.length + 1;
  const toMinute = minuteOf(to);
  if (toMinute === undefined) return noTime(to, toAt);
  if (fromMinute === DAY_MINUTES) {
    const message = "24:00 is the end of a day, so no window begins then";
    return { message, hint: "begin at 00:00, on the next day", at: 0 };
  }
  if (fromMinute === toMinute) {
    const hint = "leave the times out for the whole day";
    return { message: `it ends when it begins, at ${from}`, hint, at: toAt };
  }
  return { fromMinute, toMinute };
}
