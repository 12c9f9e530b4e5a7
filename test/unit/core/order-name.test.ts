import { describe, expect, it } from "vitest";
import { hasOrderedName, markedName, orderedCount } from "../../../lib/core/order-name.ts";

const ID = "0123abcd99998888";

describe("orderedCount", () => {
  it.each([
    [{}, 1],
    [{ count: 1 }, 1],
    [{ count: 3 }, 3],
    [{ count: 0 }, 1],
    [{ count: -2 }, 1],
    [{ count: 2.5 }, 1],
    [{ count: "3" }, 1],
    [{ count: null }, 1],
  ])("of %j is %i", (parameters, count) => {
    expect(orderedCount(parameters)).toBe(count);
  });
});

describe("markedName", () => {
  it("carries the beginning of the step's id", () => {
    expect(markedName({ name: "train" }, ID)).toBe("train-0123abcd");
    expect(markedName({}, ID)).toBe("curfew-0123abcd");
  });

  it("is never longer than a name may be, with the number of each of several", () => {
    const name = "n".repeat(64);
    expect(markedName({ name }, ID)).toBe(`${"n".repeat(55)}-0123abcd`);
    const several = markedName({ name, count: 2 }, ID);
    expect(several).toBe(`${"n".repeat(50)}-0123abcd`);
    expect(`${several}-0002`).toHaveLength(64);
  });
});

describe("hasOrderedName", () => {
  const ordered = markedName({ name: "train", count: 3 }, ID);

  it.each(["", "-1", "-3", "-10", "-0001", "-9999"])("takes the name with %j behind it", (suffix) => {
    expect(hasOrderedName(ordered + suffix, ordered)).toBe(true);
  });

  it.each([
    "train",
    "train-2",
    "train-0123abc",
    "train-2-0123abcd",
    "my-train-0123abcd",
    "train-0123abcde",
    "train-0123abcd1",
    "train-0123abcd-",
    "train-0123abcd-00001",
    "train-0123abcd-a",
    "train-0123abcd-1-2",
    "train-0123abcd-1 ",
    "train-0123abcd-1\n",
    "TRAIN-0123abcd",
  ])("does not take a neighbour for it: %j", (name) => {
    expect(hasOrderedName(name, ordered)).toBe(false);
  });

  it("tells orders apart whose names differ by a number", () => {
    const other = markedName({ name: "train-2" }, "fedcba9876543210");
    expect(hasOrderedName(other, ordered)).toBe(false);
    expect(hasOrderedName(ordered, other)).toBe(false);
    // Somebody may order a name that is marked already.
    const again = markedName({ name: ordered }, "1234567899998888");
    expect(again).toBe(`${ordered}-12345678`);
    expect(hasOrderedName(again, ordered)).toBe(false);
  });
});
