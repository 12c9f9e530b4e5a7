import { describe, expect, it } from "vitest";
import { workEnded } from "../../../../lib/core/idle/work-ended.ts";
import { HOUR, MINUTE } from "../../../fixtures/resources.ts";

/** Quarter-hours from the newest back: so many of rest, then as told; `#` is work, `.` rest, `?` nothing measured. */
function ended(rest: number, before: string, graceMs = 30 * MINUTE): number | undefined {
  const told = [...".".repeat(rest), ...before].map((sign) =>
    sign === "#" ? 60 : sign === "." ? 0.5 : Number.NaN,
  );
  return workEnded({ pieceMs: 15 * MINUTE, max: told }, 5, { windowMs: 2 * HOUR, graceMs });
}

describe("long work that has just ended", () => {
  it.each([
    [8, 120],
    [9, 135],
  ])("is told after %i quarter-hours of rest", (rest, minutes) => {
    expect(ended(rest, "######")).toBe(minutes * MINUTE);
  });

  it("is over when the grace is", () => {
    expect(ended(10, "######")).toBeUndefined();
    expect(ended(10, "######", HOUR)).toBe(150 * MINUTE);
  });

  it.each([
    ["a short burst", "#....."],
    ["nothing", "......"],
    ["nothing that was measured", "??????"],
    ["what is known to be short, with nothing known before", "#?????"],
  ])("is not %s", (_what, before) => {
    expect(ended(8, before)).toBeUndefined();
  });

  it.each(["##..##", "#.#.#.", "#..#.."])("pauses for data now and then: %s", (before) => {
    expect(ended(8, before)).toBe(2 * HOUR);
  });

  it("is judged by pieces longer than an hour, where points are rare", () => {
    const peaks = { pieceMs: 4 * HOUR, max: [0, 0, 50, 50] };
    expect(workEnded(peaks, 5, { windowMs: 8 * HOUR, graceMs: HOUR })).toBe(8 * HOUR);
  });
});
