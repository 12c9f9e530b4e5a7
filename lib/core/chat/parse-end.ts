const SPAN = /^([1-9][0-9]{0,5})(?:(s|m|h|d)|个?(秒|分钟|分|小时|天))$/i;
const UNITS: Readonly<Record<string, string>> = { 秒: "s", 分钟: "m", 分: "m", 小时: "h", 天: "d" };

/** A span as it is written everywhere in Curfew, of `2h`, `30分钟` or `2个小时`; `undefined` for anything else. */
export function parseSpan(text: string): string | undefined {
  const [, count, letter, unit] = SPAN.exec(text) ?? [];
  if (count === undefined) return undefined;
  return `${count}${letter?.toLowerCase() ?? UNITS[unit ?? ""] ?? "h"}`;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/;
const TO_THE_MINUTE = 16;

/** A time in UTC such as `2026-01-15T18:00Z`, written out; `undefined` for what no calendar has. */
export function parseInstant(text: string): string | undefined {
  const written = text.toUpperCase();
  if (!INSTANT.test(written)) return undefined;
  const atMs = Date.parse(written);
  if (Number.isNaN(atMs)) return undefined;
  const instant = new Date(atMs).toISOString();
  // 30 February is read as a day in March.
  return instant.startsWith(written.slice(0, TO_THE_MINUTE)) ? instant : undefined;
}
