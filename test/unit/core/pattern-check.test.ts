import { describe, expect, it } from "vitest";
import { checkPattern, PATTERN_CHARACTERS_MAX } from "../../../lib/core/pattern-check.ts";

describe("checkPattern", () => {
  it.each([
    "^(?<team>[a-z]+)-(?<owner>[a-z]+)-",
    "[(+)]+",
    "[(+)+]+",
    "\\(a+\\)+",
    "(a\\+)+",
    "(a+)?",
    "(a+)b+",
    "(a+) +",
    "(a+)(b)+",
    "^ml-\\d{2,}$",
    "(ab)+c",
  ])("accepts %s", (pattern) => {
    expect(checkPattern(pattern)).toBeNull();
  });

  it.each([
    "(a+)+",
    "([a-z]+)*x",
    "(?:ab*c){2,}",
    "((a+))+",
    "((a+)b)+",
    "(a{2,})*",
    "(a{12,})+",
    "(a+){12,}",
  ])("refuses %s, which can take exponential time", (pattern) => {
    expect(checkPattern(pattern)).toContain("repeats something that repeats itself");
  });

  it("says why something is not a regular expression", () => {
    expect(checkPattern("(")).toMatch(/^is not a regular expression: \/\(\/u?: Unterminated group$/);
  });

  it("goes by the rules of Unicode mode unless told otherwise", () => {
    expect(checkPattern("a\\-b")).toContain("is not a regular expression");
    expect(checkPattern("a\\-b", "")).toBeNull();
  });

  it("refuses a pattern that is too long", () => {
    expect(checkPattern("a".repeat(PATTERN_CHARACTERS_MAX + 1))).toContain("longer than 256");
    expect(checkPattern("a".repeat(PATTERN_CHARACTERS_MAX))).toBeNull();
  });
});
