import { dayNumber } from "../core/hours/work-calendar.ts";
import type { Calendar } from "../domain/hours.ts";
import type { Finding } from "./diagnostic.ts";
import type { FilePlace } from "./strict-file.ts";

const DAY_MS = 86_400_000;

/** So long before a calendar ends it is warned of. */
const WARNED_DAYS = 30;

/** When a config is looked at, and what a calendar that has ended is then. */
export interface Today {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** An error where a config is proven; a warning where it is in use, since its policies only leave machines alone. */
  readonly ended: "error" | "warning";
}

function checkEnd(
  { until }: Calendar,
  { path, file }: FilePlace,
  { nowMs, ended }: Today,
): readonly Finding[] {
  const left = dayNumber(until) - Math.floor(nowMs / DAY_MS);
  const hint = `add the days of the next year to ${file} and move its until`;
  if (left < 0) {
    const message = `${file} ended with its until, ${until}: from then on nobody knows which days are worked`;
    return [{ path, severity: ended, message, hint }];
  }
  if (left > WARNED_DAYS) return [];
  const message = `${file} ends in ${left} ${left === 1 ? "day" : "days"}, with its until, ${until}`;
  return [{ path, severity: "warning", message, hint }];
}

/** Calendars that have ended, and those that end within 30 days. Without a date nothing is said. */
export function checkCalendars(
  calendars: Readonly<Record<string, Calendar>>,
  places: readonly FilePlace[],
  today: Today | undefined,
): readonly Finding[] {
  if (today === undefined) return [];
  return places.flatMap((place) => {
    const calendar = Object.hasOwn(calendars, place.file) ? calendars[place.file] : undefined;
    return calendar ? checkEnd(calendar, place, today) : [];
  });
}
