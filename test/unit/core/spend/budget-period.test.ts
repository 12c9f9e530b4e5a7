import { describe, expect, it } from "vitest";
import { createZoneClock } from "../../../../lib/core/hours/zone-clock.ts";
import { budgetPeriod, daysBetween, isWeekend, localDay } from "../../../../lib/core/spend/budget-period.ts";

const at = (text: string) => Date.parse(text);
const UTC = createZoneClock("UTC");
const BERLIN = createZoneClock("Europe/Berlin");

describe("the round of a budget", () => {
  it.each([
    ["day", "2026-11-21", "2026-11-21T00:00Z", "2026-11-22T00:00Z"],
    ["week", "2026-11-16+7d", "2026-11-16T00:00Z", "2026-11-23T00:00Z"],
    ["month", "2026-11", "2026-11-01T00:00Z", "2026-12-01T00:00Z"],
    ["quarter", "2026-Q4", "2026-10-01T00:00Z", "2027-01-01T00:00Z"],
    ["year", "2026", "2026-01-01T00:00Z", "2027-01-01T00:00Z"],
  ] as const)("of a %s is called %s", (per, name, start, end) => {
    const period = budgetPeriod(per, UTC, at("2026-11-21T12:34:56Z"));
    expect(period).toEqual({ name, startMs: at(start), endMs: at(end) });
  });

  it("begins at midnight of its zone", () => {
    const period = budgetPeriod("month", createZoneClock("Asia/Shanghai"), at("2026-10-31T17:00Z"));
    expect(period).toEqual({
      name: "2026-11",
      startMs: at("2026-10-31T16:00Z"),
      endMs: at("2026-11-30T16:00Z"),
    });
  });

  it("belongs to the new round from its first millisecond on", () => {
    const start = at("2026-11-01T00:00Z");
    expect(budgetPeriod("month", UTC, start).startMs).toBe(start);
    expect(budgetPeriod("month", UTC, start - 1).name).toBe("2026-10");
  });

  it("has a day of 25 hours when the clocks go back", () => {
    const days = daysBetween(BERLIN, at("2026-10-24T22:00Z"), at("2026-10-26T00:00Z"));
    expect(days.map((start) => new Date(start).toISOString())).toEqual([
      "2026-10-24T22:00:00.000Z",
      "2026-10-25T23:00:00.000Z",
    ]);
  });

  it("begins its first day where daylight saving skips midnight, just after the gap", () => {
    const clock = createZoneClock("Africa/Cairo");
    const day = at("2026-04-24T10:00Z");
    expect(budgetPeriod("day", clock, day)).toEqual({
      ...{ name: "2026-04-24", startMs: at("2026-04-23T22:00Z"), endMs: at("2026-04-24T21:00Z") },
    });
    expect(localDay(day, clock)).toBe("2026-04-24");
  });

  it("knows a Sunday where the budget lives", () => {
    expect(isWeekend(at("2026-11-22T23:30Z"), UTC)).toBe(true);
    expect(isWeekend(at("2026-11-22T23:30Z"), BERLIN)).toBe(false);
  });
});
