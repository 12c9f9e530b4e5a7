import { describe, expect, it } from "vitest";
import { retryAfterMsOf } from "../../../lib/clients/read-answer.ts";

const NOW = Date.parse("2026-09-01T08:30:00Z");

describe("retryAfterMsOf", () => {
  it.each([
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7000],
    ["Tue, 01 Sep 2026 08:31:00 GMT", 60_000],
    ["Tue, 01 Sep 2026 08:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
    ["-5 apples", undefined],
    ["-120", undefined],
    ["1.5", undefined],
    ["2026-09-01T08:31:00Z", undefined],
    ["3600", 3_600_000],
    ["31536000", 3_600_000],
    ["9".repeat(400), 3_600_000],
    ["Wed, 01 Sep 2027 08:30:00 GMT", 3_600_000],
    ["Tue, 41 Sep 2026 08:31:00 GMT", undefined],
    [undefined, undefined],
  ])("%j is %s", (header, expected) => {
    expect(retryAfterMsOf(header, NOW)).toBe(expected);
  });
});
