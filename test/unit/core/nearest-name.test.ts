import { describe, expect, it } from "vitest";
import { didYouMean, nearestName } from "../../../lib/core/nearest-name.ts";

describe("nearestName", () => {
  it.each([
    ["notbook", "notebook"],
    ["Stop", "stop"],
    ["stpo", "stop"],
    ["reinstal-os", "reinstall-os"],
  ])("guesses what %s means", (word, meant) => {
    expect(nearestName(word, ["stop", "start", "notebook", "reinstall-os"])).toBe(meant);
  });

  it("does not guess when nothing is near", () => {
    expect(nearestName("kubernetes", ["stop", "start"])).toBeUndefined();
  });

  it("does not take a word that shares no letter for a short name", () => {
    expect(nearestName("x", ["a", "b"])).toBeUndefined();
    expect(nearestName("a", ["b", "ab"])).toBe("ab");
    expect(nearestName("", ["a", ""])).toBeUndefined();
  });

  it("prefers the nearer of two names, and the first of two that are equally near", () => {
    expect(nearestName("gpus", ["cpus-all", "gpu", "cpu"])).toBe("gpu");
    expect(nearestName("lab1", ["lab2", "lab3"])).toBe("lab2");
  });

  it("does not compare words of absurd length", () => {
    expect(nearestName("a".repeat(64), ["a".repeat(63)])).toBe("a".repeat(63));
    expect(nearestName("a".repeat(65), ["a".repeat(64)])).toBeUndefined();
  });
});

describe("didYouMean", () => {
  it("puts the guess into a question, or says nothing", () => {
    expect(didYouMean("evry", ["every"])).toBe('did you mean "every"?');
    expect(didYouMean("zzz", ["every"])).toBeNull();
  });
});
