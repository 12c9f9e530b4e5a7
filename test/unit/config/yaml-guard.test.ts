import { describe, expect, it } from "vitest";
import { readYaml } from "../../../lib/config/read-yaml.ts";
import { guardYaml, YAML_LIMITS } from "../../../lib/config/yaml-guard.ts";

describe("guardYaml", () => {
  it("accepts what people write", () => {
    const lines = Array.from(
      { length: 500 },
      (_, index) => `p${index}: { on: { every: 10m }, then: [a, b] }`,
    );
    expect(guardYaml(`${lines.join("\n")}\n# [[[[ no brackets\nx: "[[[["\n`)).toBeNull();
  });

  it("counts bytes, not characters", () => {
    const text = "ä".repeat(YAML_LIMITS.bytes / 2);
    expect(guardYaml(text)).toBeNull();
    expect(guardYaml(`${text}ä`)).toMatchObject({ offset: 0, message: "is larger than 1 MB" });
  });

  it.each([
    ["brackets", "[".repeat(20_000)],
    ["braces", "{a: ".repeat(20_000)],
    ["hyphens", `${"- ".repeat(20_000)}x`],
    ["indentation", `a:\n${" ".repeat(201)}b: 1\n`],
  ])("refuses %s that are too deep", (_what, text) => {
    expect(guardYaml(text)?.message).toBe("is nested too deeply");
  });

  it("refuses keys that are no plain texts before anything is built from them", () => {
    expect(guardYaml(`${"? ".repeat(300)}x`)?.message).toBe("a key must be a plain text");
  });

  it("refuses too many words, since looking for doubled keys takes the square of them", () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n");
    expect(guardYaml(text)?.message).toContain("words and signs");
  });

  it("says where", () => {
    const read = readYaml(`a: 1\nb: ${"[".repeat(60)}\n`);
    expect(!read.ok && read.faults[0]).toMatchObject({ line: 2, column: 54 });
  });
});
