import { Cron } from "croner";
import { didYouMean } from "./nearest-name.ts";

/** Longest cron expression. */
const CRON_CHARACTERS_MAX = 100;

/** An arbitrary fixed instant from which a check looks ahead; 2024 is a leap year, so 29 February is found. */
const CHECK_FROM_MS = Date.UTC(2024, 0, 1);

/** What is wrong, and the way out when there is a likely one. */
export interface CronProblem {
  readonly message: string;
  readonly hint: string | null;
}

/** Without a function to call, the library starts no timer: this is arithmetic alone. */
function parse(cron: string, zone: string): Cron {
  return new Cron(cron, { timezone: zone, mode: "5-part" });
}

/**
 * What is wrong with a cron expression, or `null`. Five fields: minute, hour, day of the month, month, day of the
 * week. One that never comes round (31 February) is refused too.
 */
export function checkCron(cron: string): CronProblem | null {
  const fields = cron.trim().split(/\s+/);
  if (cron.length > CRON_CHARACTERS_MAX || fields.length !== 5) {
    return {
      message: "must have five fields: minute, hour, day of the month, month, day of the week",
      hint: 'for example "0 20 * * 1-5", at 20:00 from Monday to Friday',
    };
  }
  try {
    const next = parse(cron, "UTC").nextRun(new Date(CHECK_FROM_MS));
    return next ? null : { message: "never comes round", hint: "check day and month" };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      message: `is not a cron expression: ${text.replace("CronPattern: ", "")}`,
      hint: 'for example "0 20 * * 1-5", at 20:00 from Monday to Friday',
    };
  }
}

/** What is wrong with the name of a time zone, or `null`. */
export function checkZone(zone: string): CronProblem | null {
  // An offset such as +01:00 is accepted by some versions of the runtime only, and knows no summer time.
  const named = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone) && zone.length <= 64;
  try {
    if (named && new Intl.DateTimeFormat("en", { timeZone: zone })) return null;
  } catch {
    // Not a zone: told below, with a guess.
  }
  return {
    message: `${JSON.stringify(zone.slice(0, 64))} is not a time zone`,
    hint:
      didYouMean(zone, Intl.supportedValuesOf("timeZone")) ?? "for example Europe/Berlin or Asia/Shanghai",
  };
}

/**
 * The first time after `afterMs` at which the expression comes round in that zone, milliseconds since the epoch;
 * `null` when it never does. A time that daylight saving skips is made up for just after the gap.
 */
export function nextCronTime(cron: string, zone: string, afterMs: number): number | null {
  return parse(cron, zone).nextRun(new Date(afterMs))?.getTime() ?? null;
}

/** Whether it comes round after `sinceMs` and up to and including `untilMs`. */
export function cronFiresBetween(cron: string, zone: string, sinceMs: number, untilMs: number): boolean {
  const next = nextCronTime(cron, zone, sinceMs);
  return next !== null && next <= untilMs;
}
