import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TARGETS, told, warningsOf } from "./load.ts";

const text = readFileSync(new URL("../../../docs/hours.md", import.meta.url), "utf8");
const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");

describe("docs/hours.md", () => {
  it.each(blocks)("shows only what is accepted without a warning: %s", async (block) => {
    const policies = block.startsWith("  ") ? `policies:\n${block}` : block;
    const allow = "allow: [stop, start, reboot]\n";
    expect((await warningsOf(`${TARGETS}${allow}${policies}`)).map(told)).toEqual([]);
  });

  it("has three of them", () => {
    expect(blocks).toHaveLength(3);
  });
});
