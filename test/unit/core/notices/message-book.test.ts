import { describe, expect, it } from "vitest";
import { retryDelayMs } from "../../../../lib/core/notices/message-book.ts";
import { MINUTE } from "../../../fixtures/resources.ts";

describe("the pause after an attempt that failed", () => {
  it("grows from 10 s to half an hour", () => {
    const pauses = [1, 2, 3, 4, 20, 1_000].map((attempts) => retryDelayMs(attempts, { spread: 0 }) / 1_000);
    expect(pauses).toEqual([10, 20, 40, 80, 1_800, 1_800]);
  });

  it("is spread by up to a quarter, and never shorter than the receiver wants", () => {
    expect(retryDelayMs(1, { spread: 1 })).toBe(7_500);
    expect(retryDelayMs(1, { spread: 0.5, retryAfterMs: MINUTE })).toBe(MINUTE);
    expect(retryDelayMs(3, { spread: 0, retryAfterMs: 1 })).toBe(40_000);
  });
});
