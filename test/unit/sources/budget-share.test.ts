import { expect, it } from "vitest";
import { budgetShare } from "../../../lib/sources/budget-share.ts";

it("reads the threshold in each of its forms as the same share", () => {
  expect(budgetShare({ at: 0.9 })).toBe(0.9);
  expect(budgetShare({ at: "90%" })).toBe(0.9);
  expect(budgetShare({ at: "90 %" })).toBe(0.9);
  expect(budgetShare({ thresholdRatio: 0.9 })).toBe(0.9);
  expect(budgetShare({ percent: 90 })).toBe(0.9);
});

it("a percentage with decimals becomes the share that one would write", () => {
  expect(budgetShare({ percent: 33.3 })).toBe(0.333);
  expect(budgetShare({ at: "110.5%" })).toBe(1.105);
});

it("several forms may stand side by side when they agree", () => {
  expect(budgetShare({ at: 0.9, percent: 90, thresholdRatio: 0.9000001 })).toBe(0.9);
});

it("says what is wrong instead of guessing", () => {
  expect(budgetShare({})).toBe("data: needs at, thresholdRatio or percent");
  expect(budgetShare({ at: 0.9, percent: 80 })).toBe("data: at, percent name different thresholds");
  expect(budgetShare({ at: "soon" })).toBe("data: at must be a number");
  expect(budgetShare({ percent: "90" })).toBe("data: percent must be a number");
  expect(budgetShare({ at: 0.9, thresholdRatio: null })).toBe("data: at, thresholdRatio must be a number");
});
