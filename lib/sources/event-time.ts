import * as z from "zod";

/** The last millisecond of the year 9999; later times have a form that ISO 8601 in four digits does not. */
const TIME_MS_MAX = 253_402_300_799_999;

const WithOffset = z.iso.datetime({ offset: true });

/** GitLab's older form, `2025-01-15 08:30:00 UTC`. */
const SPACED_UTC = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) UTC$/;

/**
 * Milliseconds since 1970 of a time as senders write it: ISO 8601 with an offset, or a number of milliseconds.
 * `null` for anything else; in particular a text without an offset, whose meaning depends on where it is read.
 */
export function eventTimeMs(value: unknown): number | null {
  if (typeof value === "number") return value >= 0 && value <= TIME_MS_MAX ? Math.trunc(value) : null;
  if (typeof value !== "string") return null;
  const text = value.replace(SPACED_UTC, "$1T$2Z");
  return WithOffset.safeParse(text).success ? eventTimeMs(Date.parse(text)) : null;
}
