import { eventTimeMs } from "../../sources/event-time.ts";

/** Numbers below are seconds: as milliseconds they would lie before March 1973, as seconds they reach the year 5138. */
const SECONDS_BELOW = 100_000_000_000;

/** `2026/03/02 15:11:40 GMT+08:00`, as CTS writes it on Huawei Cloud. */
const SLASHED = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since the epoch of a time as the platform writes it: seconds (Kafka, templates of CTS), milliseconds
 * (CTS on Open Telekom Cloud, LTS), either as digits in a text, ISO 8601 with an offset, or the slashed form of CTS.
 * `null` for anything else.
 */
export function epochMs(value: unknown): number | null {
  if (typeof value === "number") return eventTimeMs(value < SECONDS_BELOW ? value * 1_000 : value);
  if (typeof value !== "string") return null;
  if (/^\d{1,16}$/.test(value)) return epochMs(Number(value));
  return eventTimeMs(value.replace(SLASHED, "$1-$2-$3T$4$5"));
}
