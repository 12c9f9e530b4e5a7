import * as z from "zod";

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a text such as `90s`, `10m`, `2h` or `7d`; `undefined` when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,5})(s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** A span of time as people write it, kept as text. */
export const Span = z.string().regex(/^[1-9][0-9]{0,5}(s|m|h|d)$/, "a time span such as 90s, 10m, 2h or 7d");

/** A span of time as people write it; becomes milliseconds. */
export const Duration = Span.transform((text) => parseDuration(text) ?? 0);

/** Writes milliseconds the way people read them: `2h 5m`, `45s`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  const parts: string[] = [];
  let rest = Math.round(ms / 1_000) * 1_000;
  for (const unit of ["d", "h", "m", "s"] as const) {
    const count = Math.floor(rest / UNIT_MS[unit]);
    rest -= count * UNIT_MS[unit];
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(" ");
}
