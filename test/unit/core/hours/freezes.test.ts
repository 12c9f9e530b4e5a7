import { expect, it } from "vitest";
import { createFreezes } from "../../../../lib/core/hours/freezes.ts";

const YEAR_END = { from: "2026-12-20", to: "2027-01-03", zone: "Europe/Berlin", why: "year end" };

it("holds from the beginning of the first day to the end of the last, in its own zone", () => {
  const at = createFreezes([YEAR_END]);
  const first = Date.UTC(2026, 11, 19, 23);
  const after = Date.UTC(2027, 0, 3, 23);
  expect([first - 1, first, after - 1, after].map((ms) => at(ms)?.why)).toEqual([
    undefined,
    "year end",
    "year end",
    undefined,
  ]);
});

it("may last for a single day, and there may be none at all", () => {
  const at = createFreezes([{ ...YEAR_END, to: YEAR_END.from, zone: "UTC" }]);
  expect(at(Date.UTC(2026, 11, 20, 23, 59))?.why).toBe("year end");
  expect(at(Date.UTC(2026, 11, 21))).toBeUndefined();
  expect(createFreezes([])(0)).toBeUndefined();
});
