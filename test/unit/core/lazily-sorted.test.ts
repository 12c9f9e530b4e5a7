import fc from "fast-check";
import { expect, it } from "vitest";
import { lazilySorted } from "../../../lib/core/lazily-sorted.ts";

const items = fc.array(fc.record({ worth: fc.integer({ min: 0, max: 4 }), name: fc.string() }));
const byWorth = (one: { worth: number }, other: { worth: number }) => other.worth - one.worth;

it("goes through items in the order that sorting gives, and leaves equal ones in theirs", () => {
  fc.assert(
    fc.property(items, (some) => {
      expect([...lazilySorted(some, byWorth)]).toEqual(some.toSorted(byWorth));
    }),
  );
});

it("compares no more than the first few need", () => {
  let compared = 0;
  const numbers = Array.from({ length: 1_000 }, (_, index) => (index * 7_919) % 1_000);
  const [first, second] = lazilySorted(numbers, (one, other) => {
    compared += 1;
    return one - other;
  });
  expect([first, second]).toEqual([0, 1]);
  expect(compared).toBeLessThan(2_500);
});
