import { wrongOption } from "../wrong-option.ts";

/** A month in UTC, milliseconds since the epoch. */
export interface Month {
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** `--month 2026-11`, or the month of now. Throws `usage` for anything else, and for a month that has not begun. */
export function monthOption(given: unknown, nowMs: number): Month {
  const name = typeof given === "string" ? given : new Date(nowMs).toISOString().slice(0, 7);
  const [, year = "", month = ""] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name) ?? [];
  if (year === "") throw wrongOption("--month", "a month such as 2026-11", name);
  const fromMs = Date.UTC(Number(year), Number(month) - 1, 1);
  if (fromMs > nowMs) throw wrongOption("--month", "must have begun", name);
  return { name, fromMs, untilMs: Math.min(Date.UTC(Number(year), Number(month), 1), nowMs) };
}
