import { describe, expect, it } from "vitest";
import { load } from "./load.ts";
import { mistakes, policy } from "./policy-texts.ts";

const idle = (limits: string) =>
  `on: { every: 10m }, resource: notebook, idle: { for: 2h, ${limits} }, then: stop, mode: enforce`;

async function warnings(keys: string): Promise<readonly string[]> {
  const loaded = await load(policy(keys));
  expect(loaded.ok).toBe(true);
  return loaded.warnings.map(({ message }) => message);
}

describe("limits up to which a signal counts as idle", () => {
  it.each(["cpu", "gpu", "npu"])("are below full load: %s", async (signal) => {
    expect(await mistakes(idle(`${signal}: 100`))).toEqual([
      `${signal} must be below 100: nothing exceeds 100 percent, so a machine at full load would count as idle | leave ${signal} out for the default`,
    ]);
  });

  it.each([
    ["gpu: 97", "up to 97 percent of gpu count as idle"],
    ["network: 1000000", "up to 1000000 kbit/s of received traffic count as idle"],
  ])("are warned of where they hide work: %s", async (limits, message) => {
    expect(await warnings(idle(limits))).toEqual([expect.stringContaining(message)]);
  });

  it("say nothing where they are ordinary", async () => {
    expect(await warnings(idle("cpu: 10, gpu: 5, network: 50"))).toEqual([]);
  });
});
