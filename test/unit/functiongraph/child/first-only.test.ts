import { expect, it } from "vitest";
import { firstOnly } from "../../../../lib/functiongraph/child/first-only.ts";

it("passes on the first value and drops the others", () => {
  const seen: number[] = [];
  const take = firstOnly((value: number) => void seen.push(value));
  take(1);
  take(2);
  expect(seen).toEqual([1]);
});
