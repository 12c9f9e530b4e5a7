import { describe, expect, it } from "vitest";
import { nodeArguments, nodeVersionOf } from "../../../lib/functiongraph/node-version.ts";

describe("which Node.js runs a function", () => {
  it("is known for this one, and asked of any other", async () => {
    expect(await nodeVersionOf(process.execPath)).toBe(process.versions.node);
    expect(await nodeVersionOf("node")).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each([["/nowhere/node"], ["true"]])("is refused when it is %s", async (node) => {
    await expect(nodeVersionOf(node)).rejects.toMatchObject({ code: "usage", details: { field: "node" } });
  });

  it.each([
    ["20.15.1", 0],
    ["20.18.3", 0],
    ["20.19.0", 2],
    ["22.12.0", 2],
    ["24.1.0", 2],
  ])("%s is told to forget %i things that 20.15 cannot do", (version, count) => {
    expect(nodeArguments(version)).toHaveLength(count);
  });
});
