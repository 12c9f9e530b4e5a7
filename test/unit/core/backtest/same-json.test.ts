import fc from "fast-check";
import { expect, it } from "vitest";
import { sameJson } from "../../../../lib/core/backtest/same-json.ts";

it("says of JSON values what comparing them says", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(sameJson(one, structuredClone(one))).toBe(true);
      expect(sameJson(one, other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
    { numRuns: 200 },
  );
});

it.each([
  ["another order of keys", { a: 1, b: [2] }, { b: [2], a: 1 }, true],
  ["another value deep inside", { a: { b: [1, { c: null }] } }, { a: { b: [1, { c: 0 }] } }, false],
  ["a key that is missing", { a: 1, b: 2 }, { a: 1, c: 2 }, false],
  ["a key of what every object has", { constructor: Object }, {}, false],
  ["one value more", [1, 2], [1, 2, 3], false],
  ["a list and a record", [], {}, false],
  ["nothing and a record", null, {}, false],
])("tells %s", (_what, one, other, same) => {
  expect(sameJson(one, other)).toBe(same);
});
