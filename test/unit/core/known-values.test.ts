import { describe, expect, it } from "vitest";
import { knownValue, LIST_ELEMENTS_MAX, TEXT_CHARACTERS_MAX } from "../../../lib/core/known-values.ts";

describe("knownValue", () => {
  it("drops null wherever it stands in a record", () => {
    expect(knownValue({ a: null, b: { c: null, d: 1 } })).toEqual(new Map([["b", new Map([["d", 1]])]]));
  });

  it("keeps the places of a list, with nothing where null was", () => {
    expect(knownValue([null, "a"])).toEqual([undefined, "a"]);
  });

  it("makes doubles of whole numbers and drops what is no number", () => {
    expect(knownValue(3n)).toBe(3);
    expect(knownValue(Number.NaN)).toBeUndefined();
    expect(knownValue(Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  it("drops texts and lists that are too long", () => {
    expect(knownValue("x".repeat(TEXT_CHARACTERS_MAX))).toHaveLength(TEXT_CHARACTERS_MAX);
    expect(knownValue("x".repeat(TEXT_CHARACTERS_MAX + 1))).toBeUndefined();
    expect(knownValue(Array.from({ length: LIST_ELEMENTS_MAX }, () => 1))).toHaveLength(LIST_ELEMENTS_MAX);
    expect(knownValue(Array.from({ length: LIST_ELEMENTS_MAX + 1 }, () => 1))).toBeUndefined();
  });

  it("keeps yes and no", () => {
    expect(knownValue(true)).toBe(true);
    expect(knownValue([false])).toEqual([false]);
  });

  /** A value so many records or lists deep. */
  const nested = (levels: number, wrap: (inner: unknown) => unknown) => {
    let value: unknown = "bottom";
    for (let level = 0; level < levels; level += 1) value = wrap(value);
    return value;
  };

  it.each([
    ["records", (inner: unknown) => ({ inner })],
    ["lists", (inner: unknown) => [inner]],
  ])("stops at a depth of %s that no document has", (_what, wrap) => {
    const depthOf = (known: unknown): number => {
      if (!(known instanceof Map || Array.isArray(known))) return known === "bottom" ? 0 : Number.NaN;
      return 1 + depthOf(known instanceof Map ? known.get("inner") : known[0]);
    };
    expect(depthOf(knownValue(nested(32, wrap)))).toBe(32);
    expect(depthOf(knownValue(nested(33, wrap)))).toBeNaN();
    expect(() => knownValue(nested(5_000, wrap))).not.toThrow();
  });

  it("drops functions and symbols", () => {
    expect(knownValue(() => 1)).toBeUndefined();
    expect(knownValue(Symbol("x"))).toBeUndefined();
  });
});
