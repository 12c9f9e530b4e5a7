import { eventTimeMs } from "./event-time.ts";

/** Smaller numbers are seconds: as milliseconds they would lie before March 1973, as seconds they reach the year 5138. */
const SECONDS_BELOW = 100_000_000_000;

/** The form of the audit triggers, `2026/03/02 15:11:40 GMT+08:00`. */
const AUDIT_FORM = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since the epoch of a time as the clouds write it, `null` for anything else. The documents of the audit
 * service show local time with its offset, its templates epoch seconds, and captured traces of Open Telekom Cloud epoch
 * milliseconds: all three are read, the numbers also as text. Kafka triggers write seconds, LTS milliseconds.
 */
export function timeMsOf(value: unknown): number | null {
  if (typeof value === "number") return eventTimeMs(value < SECONDS_BELOW ? value * 1_000 : value);
  if (typeof value !== "string") return null;
  if (/^\d{1,15}$/.test(value)) return timeMsOf(Number(value));
  return eventTimeMs(value.replace(AUDIT_FORM, "$1-$2-$3T$4$5"));
}
