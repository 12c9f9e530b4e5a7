import { describe, expect, it } from "vitest";
import { configOf } from "./load.ts";
import { mistakes, policy } from "./policy-texts.ts";

describe("warn", () => {
  it("goes with a clock of ticks", async () => {
    const text = policy("on: { every: 10m }, resource: notebook, warn: [5m, 30m], then: stop");
    expect((await configOf(text)).policies[0]?.warnMs).toEqual([1_800_000, 300_000]);
  });

  it.each(["{ cron: '0 20 * * *' }", "{ alarm: idle-gpu }"])("goes with nothing else: %s", async (on) => {
    const found = await mistakes(`on: ${on}, resource: notebook, idle: 2h, warn: [30m], then: stop`);
    expect(found).toEqual([expect.stringContaining("warn needs a policy that comes round by itself")]);
  });
});
