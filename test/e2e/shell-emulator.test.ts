import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulated, emulate } from "../../lib/compose/emulated.ts";
import { composeNode, type NodeHost, requestEvent, tickEvent } from "../../lib/compose/node.ts";
import type { Config } from "../../lib/domain/config.ts";
import type { Policy } from "../../lib/domain/policy.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";

const BASE: Policy = {
  name: "idle-gpu",
  on: { kind: "every", everyMs: 600_000 },
  resources: ["notebook"],
  where: "flavor.gpu > 0",
  idleMs: 2 * 3_600_000,
  idleThresholds: { cpuPercent: 5, gpuPercent: 1, npuPercent: 1, networkKbitPerS: 1.6 },
  action: { verb: "stop", parameters: {} },
  mode: "enforce",
  cooldownMs: 1_800_000,
};

const config: Config = {
  version: 1,
  targets: [
    {
      name: "prod",
      cloud: "huaweicloud",
      region: "cn-north-4",
      project: "x",
      credentials: "env:X",
      endpoint: null,
      prices: null,
    },
    {
      name: "lab",
      cloud: "otc",
      region: "eu-de",
      project: "x",
      credentials: "env:X",
      endpoint: null,
      prices: null,
    },
  ],
  store: "memory",
  allow: ["stop", "start", "lease", "reinstall-os", "create-notebook", "create-dev-server", "change-os"],
  limits: { perRun: 10, percent: 60, perOwnerPerHour: 5 },
  owners: [{ kind: "name", pattern: "^(?<team>[a-z]+)-(?<owner>[a-z]+)-" }],
  teams: {},
  sources: [],
  policies: [
    BASE,
    {
      ...BASE,
      name: "budget-90",
      on: { kind: "budget", budget: "vision", at: 0.9 },
      resources: ["dev-server"],
      where: 'team == "vision"',
      idleMs: null,
    },
    {
      ...BASE,
      name: "rebuild",
      on: { kind: "ticket", source: "jira", when: 'event.status == "Approved"' },
      resources: ["dev-server"],
      where: "id == event.server",
      idleMs: null,
      action: { verb: "reinstall-os", parameters: { keyPair: "ops", leave: "as-found" } },
    },
  ],
  prices: {},
};

describe("the shell against the emulator", () => {
  let emulated: Emulated;
  let host: NodeHost;

  beforeEach(async () => {
    emulated = await emulate(config, { env: () => undefined, speed: 400 });
    host = composeNode({
      config: emulated.config,
      env: emulated.env,
      readFile: () => Promise.reject(new Error("no files here")),
      store: createMemoryStore(),
    });
  });

  afterEach(async () => {
    await host.close();
    await emulated.close();
  });

  async function finish(run: string): Promise<void> {
    for (let turn = 0; turn < 200; turn += 1) {
      const report = await host.advance(run);
      if (report.status === "finished") return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${run} did not finish`);
  }

  it("stops idle notebooks and says of every other one why not", async () => {
    const accepted = await host.accept(tickEvent(1_800_000_000_000, 1_799_999_000_000));
    await finish(accepted.run);
    const stored = await host.ports.store.read(accepted.run);
    for (const e of stored?.entries ?? [])
      console.log(e.seq, e.phase, e.resource, e.action, e.reason, e.text.slice(0, 160));
    expect(stored?.entries.at(-1)?.phase).toBe("finished");
  });

  it("orders a stop directly", async () => {
    const accepted = await host.accept(
      requestEvent(
        { verb: "stop", resource: "vision-anna-train1", parameters: {} },
        { source: "cli", nowMs: Date.now() },
      ),
    );
    await finish(accepted.run);
    const stored = await host.ports.store.read(accepted.run);
    for (const e of stored?.entries ?? [])
      console.log(e.seq, e.phase, e.resource, e.action, e.reason, e.text.slice(0, 160));
  });
});
