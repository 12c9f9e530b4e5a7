import { describe, expect, it } from "vitest";
import { formatSdkDate, parseSdkDate } from "../../../lib/signing/sdk-date.ts";

describe("formatSdkDate", () => {
  it.each([
    ["2025-01-15T08:30:00.000Z", "20250115T083000Z"],
    ["2024-02-29T23:59:59.999Z", "20240229T235959Z"],
    ["2025-12-31T00:00:00.001Z", "20251231T000000Z"],
    ["1999-10-05T07:08:09Z", "19991005T070809Z"],
    ["1000-01-01T00:00:00Z", "10000101T000000Z"],
    ["9999-12-31T23:59:59Z", "99991231T235959Z"],
  ])("writes %s as %s, in UTC and without rounding", (iso, expected) => {
    expect(formatSdkDate(new Date(iso))).toBe(expected);
  });

  it.each([
    ["no date", new Date(Number.NaN)],
    ["a year with five digits", new Date("+010000-01-01T00:00:00Z")],
    ["a year with three digits", new Date("0999-01-01T00:00:00Z")],
    ["a text", "2025-01-15T08:30:00Z"],
    ["a number", 1_736_929_800_000],
  ])("refuses %s", (_, date) => {
    expect(() => formatSdkDate(date as Date)).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: "Cannot sign: date must be a valid Date in the years 1000 to 9999.",
        details: expect.objectContaining({ field: "date" }),
      }),
    );
  });
});

describe("parseSdkDate", () => {
  it("reads back what was written", () => {
    expect(parseSdkDate("20240229T235959Z")).toBe(Date.UTC(2024, 1, 29, 23, 59, 59));
  });

  it.each([
    "",
    "2025-01-15T08:30:00Z",
    "2025-01-15T08:30:00.000Z",
    "20250115T083000",
    "20250115T083000z",
    "20250230T083000Z",
    "20251301T083000Z",
    "20250115T240000Z",
    "20250115T083060Z",
    "20250115T083000Z\n",
  ])("knows that %j is no date", (text) => {
    expect(parseSdkDate(text)).toBeUndefined();
  });
});
