import { describe, expect, it } from "vitest";
import { type FoundTarget, renderConfig } from "../../../lib/config/render-config.ts";
import { load } from "./load.ts";

const PROD: FoundTarget = {
  name: "prod",
  cloud: "huaweicloud",
  region: "cn-north-4",
  project: "env:HW_PROJECT",
  credentials: "env:HUAWEICLOUD_SDK",
  endpoint: null,
  machines: { notebook: 12, "dev-server": 3, supernode: 0 },
};
const LAB: FoundTarget = {
  name: "lab",
  cloud: "otc",
  region: "eu-de",
  project: "0123456789",
  credentials: "profile:/home/me/keys",
  endpoint: "http://127.0.0.1:9000",
  machines: { notebook: 2 },
};
const EMPTY: FoundTarget = { ...PROD, name: "empty", project: "1e5", machines: {} };

describe("renderConfig", () => {
  it.each([
    ["one target", [PROD]],
    ["a target without metrics", [LAB]],
    ["targets of both clouds", [PROD, LAB]],
    ["a target in which nothing was found", [EMPTY]],
    ["three targets", [PROD, LAB, EMPTY]],
  ])("writes a config for %s that loads without a word, and only observes", async (_what, targets) => {
    const text = renderConfig({ targets });
    const loaded = await load(text);
    expect(loaded.ok ? [] : loaded.errors).toEqual([]);
    expect(loaded.warnings).toEqual([]);
    if (!loaded.ok) return;
    expect(loaded.config.targets.map(({ name, project }) => [name, project])).toEqual(
      targets.map(({ name, project }) => [name, project]),
    );
    expect(loaded.config.policies.length).toBeGreaterThan(0);
    expect(loaded.config.policies.every(({ mode }) => mode === "observe")).toBe(true);
  });

  it("keeps what was given for a target", async () => {
    const loaded = await load(renderConfig({ targets: [LAB] }));
    expect(loaded.ok && loaded.config.targets[0]).toEqual({
      name: "lab",
      cloud: "otc",
      region: "eu-de",
      project: "0123456789",
      credentials: "profile:/home/me/keys",
      endpoint: "http://127.0.0.1:9000",
      prices: null,
    });
  });

  it("tells editors where the schema is, and people what was found", () => {
    const text = renderConfig({ targets: [PROD] });
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./curfew.schema.json");
    expect(text).toContain("# found here: 12 notebooks, 3 DevServers\n");
    expect(renderConfig({ targets: [PROD], schema: "x.json" })).toContain("$schema=x.json");
  });

  it("looks at servers only where some were found", () => {
    expect(renderConfig({ targets: [PROD] })).toContain("idle-servers:");
    expect(renderConfig({ targets: [EMPTY] })).not.toContain("idle-servers:");
  });

  it.each([
    [15, 400, "{ perRun: 10, percent: 20, perOwnerPerHour: 3, perHour: 60 }"],
    [400, 400, "{ perRun: 10, percent: 20, perOwnerPerHour: 3, perHour: 60 }"],
    [1_000, 1_000, "{ perRun: 25, percent: 20, perOwnerPerHour: 3, perHour: 150 }"],
    [9_999_999, 9_999_999, "{ perRun: 10000, percent: 20, perOwnerPerHour: 3, perHour: 100000 }"],
  ])(
    "lays the caps for a fleet of %i machines, and says for how many they are",
    async (machines, most, limits) => {
      const text = renderConfig({
        targets: [{ ...PROD, machines: { notebook: machines - 1, supernode: 1 } }],
      });
      expect(text).toContain(`\nlimits: ${limits}\n`);
      expect(text).toContain(`numbers for up to ${most} machines (${machines} were found)`);
      const loaded = await load(text);
      expect(loaded.ok).toBe(true);
    },
  );

  it("asks for a fixed time where idleness cannot be seen", () => {
    const both = renderConfig({ targets: [PROD, LAB] });
    expect(both).toContain('where: cloud == "huaweicloud"');
    expect(both).toContain('where: cloud == "otc"');
    expect(renderConfig({ targets: [LAB] })).not.toContain("idle: 2h");
  });
});
