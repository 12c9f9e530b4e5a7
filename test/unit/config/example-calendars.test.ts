import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCalendar } from "../../../lib/config/read-calendar.ts";

const DAY_MS = 86_400_000;

function calendarOf(name: string) {
  const file = `examples/calendars/${name}.yaml`;
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
  const { content, findings } = readCalendar(text, { path: [], file });
  expect(findings).toEqual([]);
  if (!content) throw new Error(`${file} cannot be read`);
  return content;
}

const weekday = (day: string) => new Date(`${day}T00:00Z`).getUTCDay();

/** Days of the month of March on which Easter falls, counted on into April (the anonymous Gregorian computus). */
function easterOf(year: number): number {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const f = Math.floor((b + 8) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - f + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const [month, day] = [Math.floor((h + l - 7 * m + 114) / 31), ((h + l - 7 * m + 114) % 31) + 1];
  return Date.UTC(year, month - 1, day);
}

describe("examples/calendars/cn.yaml", () => {
  const { holidays, workdays, until } = calendarOf("cn");

  it("makes up for holidays on Saturdays and Sundays alone", () => {
    expect(workdays.map((day) => [day, weekday(day) === 0 || weekday(day) === 6])).toEqual(
      workdays.map((day) => [day, true]),
    );
  });

  it("makes up only for holidays on days that would be worked, in runs without a gap", () => {
    const free = new Set(holidays);
    const before = (day: string) => new Date(Date.parse(`${day}T00:00Z`) - DAY_MS).toISOString().slice(0, 10);
    const begins = holidays.filter((day) => !free.has(before(day)));
    expect(begins).toEqual([
      ...["2026-01-01", "2026-02-15", "2026-04-04", "2026-05-01"],
      ...["2026-06-19", "2026-09-25", "2026-10-01"],
    ]);
    expect(holidays).toHaveLength(33);
    expect(until).toBe("2026-12-31");
  });
});

describe("examples/calendars/de.yaml", () => {
  const { holidays, workdays, until } = calendarOf("de");

  it.each([2026, 2027, 2028])("has the days of %i, the movable ones by the date of Easter", (year) => {
    const afterEaster = [-2, 1, 39, 50].map((days) =>
      new Date(easterOf(year) + days * DAY_MS).toISOString().slice(0, 10),
    );
    const fixed = ["01-01", "05-01", "10-03", "12-25", "12-26"].map((day) => `${year}-${day}`);
    expect(holidays.filter((day) => day.startsWith(`${year}`)).toSorted()).toEqual(
      [...fixed, ...afterEaster].toSorted(),
    );
  });

  it("has no worked week-ends, and an end", () => {
    expect([workdays, holidays.length, until]).toEqual([[], 27, "2028-12-31"]);
  });
});
