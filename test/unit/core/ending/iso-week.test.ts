import { describe, expect, it } from "vitest";
import { isoWeek } from "../../../../lib/core/ending/iso-week.ts";

describe("isoWeek", () => {
  it.each([
    ["2026-01-01T00:00:00Z", "2026-W01"],
    ["2025-12-29T00:00:00Z", "2026-W01"],
    ["2025-12-28T23:59:59.999Z", "2025-W52"],
    ["2026-12-31T12:00:00Z", "2026-W53"],
    ["2027-01-03T23:59:59Z", "2026-W53"],
    ["2027-01-04T00:00:00Z", "2027-W01"],
    ["2026-11-21T12:00:00Z", "2026-W47"],
    ["1970-01-01T00:00:00Z", "1970-W01"],
    ["1969-12-28T12:00:00Z", "1969-W52"],
  ])("puts %s into %s", (at, week) => {
    expect(isoWeek(Date.parse(at))).toBe(week);
  });
});
