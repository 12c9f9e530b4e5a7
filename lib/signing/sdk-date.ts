import { invalidRequest } from "./invalid-request.ts";

const SDK_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/**
 * The instant as `X-Sdk-Date` wants it, UTC to the second: `20250115T083000Z`.
 *
 * @throws AutomationError `invalid-request`, field `date`
 */
export function formatSdkDate(date: Date): string {
  const year = date instanceof Date ? date.getUTCFullYear() : Number.NaN;
  if (!(year >= 1000 && year <= 9999)) throw invalidRequest("date", "a valid Date in the years 1000 to 9999");
  // One number for the day and one for the time (with a 1 in front that keeps its leading zeros) are written in a
  // third of the time that toISOString takes.
  const day = (year * 100 + date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  const time = 1_000_000 + (date.getUTCHours() * 100 + date.getUTCMinutes()) * 100 + date.getUTCSeconds();
  return `${day}T${String(time).slice(1)}Z`;
}

/** Milliseconds since the epoch, or undefined when the text is no such date. */
export function parseSdkDate(text: string): number | undefined {
  if (!SDK_DATE.test(text)) return undefined;
  const iso = text.replace(SDK_DATE, "$1-$2-$3T$4:$5:$6.000Z");
  const date = new Date(iso);
  // The parser moves 30 February to March; only a date that comes back unchanged is one.
  return Number.isNaN(date.getTime()) || date.toISOString() !== iso ? undefined : date.getTime();
}
