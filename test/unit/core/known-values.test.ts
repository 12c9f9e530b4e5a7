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
    expect(knownValue(Array.from({ length: LIST_ELEMENTS_MAX + 1 }, () => 1))).toBeUndefined();
  });

  it("stops at a depth that no document has", () => {
    let deep: unknown = "bottom";
    for (let level = 0; level < 5_000; level += 1) deep = { deep };
    expect(() => knownValue(deep)).not.toThrow();
  });

  it("drops functions and symbols", () => {
    expect(knownValue(() => 1)).toBeUndefined();
    expect(knownValue(Symbol("x"))).toBeUndefined();
  });
});
