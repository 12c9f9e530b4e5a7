import { describe, expect, it } from "vitest";
import { lately } from "../../../lib/core/lately.ts";

describe("answers that are remembered for a while", () => {
  it("are found once for the same record, and for an equal one again", () => {
    const asked: number[] = [];
    const double = lately(2, ({ of }: { of: number }) => {
      asked.push(of);
      return of * 2;
    });
    const [one, two, three] = [{ of: 1 }, { of: 2 }, { of: 3 }];
    expect([double(one), double(one), double(two), double({ of: 1 })]).toEqual([2, 2, 4, 2]);
    expect(asked).toEqual([1, 2, 1]);
    // No more than two are kept.
    double(two);
    double(three);
    double(one);
    expect(asked).toEqual([1, 2, 1, 2, 3, 1]);
  });
});
