import { describe, expect, it } from "vitest";
import { clockChanges, createZoneClock } from "../../../../lib/core/hours/zone-clock.ts";

const HOUR = 3_600_000;
const wall = (text: string) => Date.parse(`${text}Z`);
const utc = (text: string) => Date.parse(`${text}Z`);

describe("the wall clock of a zone", () => {
  const berlin = createZoneClock("Europe/Berlin");

  it.each([
    ["UTC", "2026-07-01T00:00", 0],
    ["Asia/Shanghai", "2026-07-01T00:00", 8 * HOUR],
    ["Asia/Kolkata", "2026-07-01T00:00", 5.5 * HOUR],
    ["America/New_York", "2026-01-01T00:00", -5 * HOUR],
    ["Europe/Berlin", "2026-03-29T00:59:59", HOUR],
    ["Europe/Berlin", "2026-03-29T01:00", 2 * HOUR],
    ["Pacific/Apia", "2011-12-30T09:59", -10 * HOUR],
    ["Pacific/Apia", "2011-12-30T10:00", 14 * HOUR],
  ])("is ahead of UTC: %s at %s", (zone, at, offset) => {
    expect(createZoneClock(zone).offsetMs(utc(at))).toBe(offset);
  });

  it("shows every ordinary time once", () => {
    for (const which of ["first", "last"] as const) {
      expect(berlin.instantOf(wall("2026-06-15T07:00"), which)).toBe(utc("2026-06-15T05:00"));
      expect(berlin.instantOf(wall("2026-03-29T07:00"), which)).toBe(utc("2026-03-29T05:00"));
      expect(berlin.instantOf(wall("2026-03-28T20:00"), which)).toBe(utc("2026-03-28T19:00"));
    }
  });

  it("takes a time that is skipped as just after the gap", () => {
    for (const time of ["02:00", "02:30", "02:59"]) {
      expect(berlin.instantOf(wall(`2026-03-29T${time}`), "first")).toBe(utc("2026-03-29T01:00"));
      expect(berlin.instantOf(wall(`2026-03-29T${time}`), "last")).toBe(utc("2026-03-29T01:00"));
    }
  });

  it("tells the first of two times from the last", () => {
    expect(berlin.instantOf(wall("2026-10-25T02:30"), "first")).toBe(utc("2026-10-25T00:30"));
    expect(berlin.instantOf(wall("2026-10-25T02:30"), "last")).toBe(utc("2026-10-25T01:30"));
    expect(berlin.instantOf(wall("2026-10-25T03:00"), "first")).toBe(utc("2026-10-25T02:00"));
  });

  it("knows a zone that skipped a whole day", () => {
    const apia = createZoneClock("Pacific/Apia");
    expect(apia.instantOf(wall("2011-12-30T12:00"), "first")).toBe(utc("2011-12-30T10:00"));
    expect(apia.instantOf(wall("2011-12-31T00:00"), "last")).toBe(utc("2011-12-30T10:00"));
  });

  it("lists its changes", () => {
    expect(clockChanges(berlin, utc("2026-01-01T00:00"), utc("2027-01-01T00:00"))).toEqual([
      { atMs: utc("2026-03-29T01:00"), beforeMs: HOUR, afterMs: 2 * HOUR },
      { atMs: utc("2026-10-25T01:00"), beforeMs: 2 * HOUR, afterMs: HOUR },
    ]);
  });

  it("does not exist everywhere", () => {
    expect(() => createZoneClock("Europe/Bielefeld")).toThrow(RangeError);
  });
});
