import { describe, expect, it } from "vitest";
import { showTime } from "../../../lib/cli/show-time.ts";

const zoneMinutes = 330;

describe("showTime", () => {
  it("shows local time with UTC beside it", () => {
    expect(showTime("2026-03-14T12:00:05.000Z", { zoneMinutes })).toBe("2026-03-14 17:30:05 (12:00 UTC)");
  });

  it("takes the zone of this computer when none is given", () => {
    const local = new Date(2026, 2, 14, 17, 30, 5);
    expect(showTime(local.getTime(), { utc: false })).toBe("2026-03-14 17:30:05");
    expect(showTime(local.toISOString(), { utc: false })).toBe("2026-03-14 17:30:05");
  });

  it.each([
    ["2026-03-14T20:00:00.000Z", 330, "2026-03-15 01:30:00 (2026-03-14 20:00 UTC)"],
    ["2026-03-15T01:00:00.000Z", -300, "2026-03-14 20:00:00 (2026-03-15 01:00 UTC)"],
  ])("names the day in UTC where it is another one", (at, minutes, shown) => {
    expect(showTime(at, { zoneMinutes: minutes })).toBe(shown);
  });

  it("leaves out the day or UTC when asked", () => {
    const at = Date.UTC(2026, 2, 14, 20);
    expect(showTime(at, { date: false, zoneMinutes })).toBe("01:30:00 (20:00 UTC)");
    expect(showTime(at, { utc: false, zoneMinutes })).toBe("2026-03-15 01:30:00");
  });

  it("leaves a text that is no time as it is", () => {
    expect(showTime("soon")).toBe("soon");
    expect(showTime("")).toBe("");
  });
});
