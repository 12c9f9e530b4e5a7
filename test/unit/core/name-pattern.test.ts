import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLike } from "../../../lib/core/name-pattern.ts";

describe("isLike", () => {
  it.each([
    ["gpu-idle", "gpu-idle", true],
    ["gpu-idle", "gpu-idle-2", false],
    ["gpu-idle", "GPU-idle", false],
    ["gpu-*", "gpu-", true],
    ["gpu-*", "my-gpu-idle", false],
    ["*-idle", "gpu-idle", true],
    ["*-idle", "gpu-idle-2", false],
    ["*idle*", "gpu-idle-2", true],
    ["a*b*c", "a-c-b-c", true],
    ["a*b*c", "a-c-c", false],
    ["ab*ba", "aba", false],
    ["ab*ba", "abba", true],
    ["a*b*b", "ab", false],
    ["a*b*b", "abb", true],
    ["*", "", true],
    ["**", "anything", true],
    ["a.c", "abc", false],
  ])("%j and %j: %s", (pattern, name, expected) => {
    expect(isLike(pattern, name)).toBe(expected);
  });

  it("says the same as a regular expression", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
        expect(isLike(pattern, name)).toBe(expression.test(name));
      }),
      { numRuns: 500 },
    );
  });
});
