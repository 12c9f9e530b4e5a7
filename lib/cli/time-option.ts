import { parseDuration } from "../domain/duration.ts";
import { textOption } from "./option-values.ts";
import { wrongOption } from "./wrong-option.ts";

const ISO = /^(\d{4}-\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(Z|[+-]\d{2}:\d{2})?$/i;

const RULE =
  "a span such as 30m, 2h or 7d (so long ago), or ISO 8601 such as 2026-03-14T09:30Z (without a zone: local time)";

/** `undefined` for what is no day of the calendar: the language itself would quietly take the next month. */
function parseIso(text: string): number | undefined {
  const [, month, day, time = "00:00", zone = ""] = ISO.exec(text) ?? [];
  if (month === undefined || day === undefined) return undefined;
  const exists = new Date(`${month}-${day}T00:00Z`);
  if (Number.isNaN(exists.getTime()) || exists.getUTCDate() !== Number(day)) return undefined;
  const ms = Date.parse(`${month}-${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** A moment in milliseconds since the epoch, or `undefined` when it is not given. Throws `usage` for anything else. */
export function timeOption(
  options: Readonly<Record<string, unknown>>,
  name: string,
  nowMs: number,
): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const span = parseDuration(text);
  const ms = span === undefined ? parseIso(text) : nowMs - span;
  if (ms === undefined) throw wrongOption(`--${name}`, RULE, text);
  return ms;
}
