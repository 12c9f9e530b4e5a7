import { describe, expect, it } from "vitest";
import { requestEvent } from "../../lib/compose/node.ts";
import type { FleetInput } from "../../lib/emulator/fleet.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { settle, skips } from "./support/run-log.ts";
import { HOUR_MS, MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
const RARE = "p2s.4xlarge.8";
const COMMON = "Si2.large.4";
const NOTEBOOK = "modelarts.bm.gpu.v100NV32";

const FLEET: FleetInput = {
  projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" } },
  machines: [
    { kind: "dev-server", id: id(1), name: "vision-anna-1", flavor: RARE, serverType: "ECS" },
    { kind: "dev-server", id: id(2), name: "vision-bruno-1", flavor: RARE, serverType: "ECS" },
    { kind: "dev-server", id: id(3), name: "vision-carla-1", flavor: COMMON, serverType: "ECS" },
    { kind: "notebook", id: id(4), name: "vision-david-1", flavor: NOTEBOOK },
  ],
};

const yaml = (url: string, scarce = "") => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
store: memory
limits: { percent: 100 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
policies:
  nights: { on: { every: 10m }, resource: [dev-server, notebook], then: stop, mode: enforce, cooldown: 0, respect: 0${scarce} }
`;

async function stageWith(scarce = ""): Promise<Stage> {
  return opened(await openStage({ fleet: FLEET, yaml: (url) => yaml(url, scarce) }));
}

async function tick({ clock, host }: Stage) {
  const taken = await host.tick(clock.now(), clock.now() - 10 * MINUTE_MS);
  if (!taken) throw new Error("no policy was due");
  return settle(host, taken.run, { clock });
}

async function order({ clock, host }: Stage, verb: "start" | "stop", number: number) {
  const data = { verb, resource: `prod/dev-server/${id(number)}`, parameters: {} };
  const { run } = await host.accept(requestEvent(data, { source: "cli", nowMs: clock.now() }));
  return settle(host, run, { clock });
}

describe("a machine that might not come back", () => {
  it("is left running by a rule while its flavor is sold out, and the others are stopped", async () => {
    const stage = await stageWith();
    await stage.cloud.sellOut(RARE, NOTEBOOK);
    const entries = await tick(stage);
    expect(skips(entries)).toEqual({ 1: "scarce", 2: "scarce", 4: "scarce" });
    expect(await stage.cloud.writes()).toEqual(["StopDevServer 3"]);
    const told = entries.find(({ reason }) => reason === "scarce");
    expect(told?.text).toBe(
      `it might not come back, since its flavor ${RARE} is sold out; allow it with scarce: stop in the policy, or ask: curfew stop vision-anna-1`,
    );
  });

  it("is stopped once there is some left again, and the lists are read once an hour", async () => {
    const stage = await stageWith();
    await stage.cloud.sellOut(RARE, NOTEBOOK);
    await tick(stage);
    await stage.cloud.sellOut();
    stage.clock.advance(30 * MINUTE_MS);
    await tick(stage);
    expect(await stage.cloud.calls()).toMatchObject({ ListDevServerFlavors: 1, ListNotebookFlavors: 1 });
    stage.clock.advance(HOUR_MS);
    await tick(stage);
    expect(await stage.cloud.calls()).toMatchObject({ ListDevServerFlavors: 2, ListNotebookFlavors: 2 });
    const standing = [1, 2, 3, 4].map((number) => stage.cloud.statusOf(id(number)));
    expect(new Set(await Promise.all(standing))).toEqual(new Set(["STOPPED"]));
  });

  it("is stopped when a person asks for it by name", async () => {
    const stage = await stageWith();
    await stage.cloud.sellOut(RARE);
    await order(stage, "stop", 1);
    expect(await stage.cloud.statusOf(id(1))).toBe("STOPPED");
  });

  it("is stopped when the policy takes the risk, and nobody reads lists for it", async () => {
    const stage = await stageWith(", scarce: stop");
    await stage.cloud.sellOut(RARE, NOTEBOOK);
    expect(skips(await tick(stage))).toEqual({});
    expect(await stage.cloud.calls()).not.toHaveProperty("ListDevServerFlavors");
  });

  it("is every one of a flavor of which a start has failed within a week", async () => {
    const stage = await stageWith();
    await order(stage, "stop", 1);
    await stage.cloud.sellOut(RARE);
    const start = await order(stage, "start", 1);
    expect(start.find(({ phase }) => phase === "failed")?.text).toBe("the machine is START_FAILED");
    // Some is left by now, and it starts; but nobody knows for how long.
    await stage.cloud.sellOut();
    await order(stage, "start", 1);
    const entries = await tick(stage);
    expect(skips(entries)).toMatchObject({ 1: "scarce", 2: "scarce" });
    expect(entries.find(({ reason }) => reason === "scarce")?.text).toContain(
      "failed to start on 2026-05-12",
    );
    expect(await stage.cloud.statusOf(id(3))).toBe("STOPPED");

    stage.clock.advance(7 * 24 * HOUR_MS);
    await tick(stage);
    expect(await stage.cloud.statusOf(id(2))).toBe("STOPPED");
  });

  it("is stopped where the lists cannot be read: only what is known keeps it on", async () => {
    const stage = await stageWith();
    await stage.cloud.sellOut(RARE);
    await stage.cloud.fault({ match: { operation: "ListDevServerFlavors" }, fault: "error-500", times: 10 });
    await tick(stage);
    expect(await stage.cloud.statusOf(id(1))).toBe("STOPPED");
  });
});
