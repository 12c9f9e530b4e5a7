import { describe, expect, it } from "vitest";
import { budgetPeriod, daysBetween, isWeekend } from "../../../../lib/core/spend/budget-period.ts";

const at = (text: string) => Date.parse(text);

describe("the round of a budget", () => {
  it.each([
    ["day", "2026-11-21", "2026-11-21T00:00Z", "2026-11-22T00:00Z"],
    ["week", "2026-11-16+7d", "2026-11-16T00:00Z", "2026-11-23T00:00Z"],
    ["month", "2026-11", "2026-11-01T00:00Z", "2026-12-01T00:00Z"],
    ["quarter", "2026-Q4", "2026-10-01T00:00Z", "2027-01-01T00:00Z"],
    ["year", "2026", "2026-01-01T00:00Z", "2027-01-01T00:00Z"],
  ] as const)("of a %s is called %s", (per, name, start, end) => {
    const period = budgetPeriod({ per, zone: "UTC" }, at("2026-11-21T12:34:56Z"));
    expect(period).toEqual({ name, startMs: at(start), endMs: at(end) });
  });

  it("begins at midnight of its zone", () => {
    const period = budgetPeriod({ per: "month", zone: "Asia/Shanghai" }, at("2026-10-31T17:00Z"));
    expect(period).toEqual({
      name: "2026-11",
      startMs: at("2026-10-31T16:00Z"),
      endMs: at("2026-11-30T16:00Z"),
    });
  });

  it("belongs to the new round from its first millisecond on", () => {
    const start = at("2026-11-01T00:00Z");
    expect(budgetPeriod({ per: "month", zone: "UTC" }, start).startMs).toBe(start);
    expect(budgetPeriod({ per: "month", zone: "UTC" }, start - 1).name).toBe("2026-10");
  });

  it("has a day of 25 hours when the clocks go back", () => {
    const days = daysBetween("Europe/Berlin", at("2026-10-24T22:00Z"), at("2026-10-26T00:00Z"));
    expect(days.map((start) => new Date(start).toISOString())).toEqual([
      "2026-10-24T22:00:00.000Z",
      "2026-10-25T23:00:00.000Z",
    ]);
  });

  it("knows a Sunday where the budget lives", () => {
    expect(isWeekend(at("2026-11-22T23:30Z"), "UTC")).toBe(true);
    expect(isWeekend(at("2026-11-22T23:30Z"), "Europe/Berlin")).toBe(false);
  });
});
