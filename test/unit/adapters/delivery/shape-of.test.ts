import { describe, expect, it } from "vitest";
import { shapeOf } from "../../../../lib/adapters/delivery/shape-of.ts";

describe("shapeOf", () => {
  it.each([
    [null, "null"],
    ["hush", "string"],
    [[], "list"],
    [[{ a: 1 }, "x"], "list of 2, first { a: number }"],
    [{}, "{}"],
    [{ verb: "stop", data: { id: 1, list: [] } }, "{ verb: string, data: { id: number, list: list } }"],
    [{ a: { b: { c: { d: "deep" } } } }, "{ a: { b: { c: object } } }"],
  ])("tells keys and types of %j", (value, shape) => {
    expect(shapeOf(value)).toBe(shape);
  });

  it("repeats no key that may be a value, and no more than twenty", () => {
    expect(shapeOf({ "s3cr3t/with spaces": 1, "9f8e": 2 })).toBe("{ ?: number, ?: number }");
    const wide = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`k${index}`, index]));
    expect(shapeOf(wide)).toMatch(/k19: number, 5 more }$/);
  });
});
