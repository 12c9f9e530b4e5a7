import { describe, expect, it } from "vitest";
import { BREAKS_MAX, DECISION_LIFE_MS, decisionLifeMs } from "../../../lib/core/lease-life.ts";
import { policy, rebuildPolicy, tick, ticket, webhook } from "../../fixtures/policies.ts";
import { MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { freeze } from "./frozen-pass.ts";
import { type PortCall, writes } from "./tapped-ports.ts";
import { createWorld, line, type World } from "./world.ts";

const REBUILD = { policies: [rebuildPolicy()] };
const lists = ({ name }: PortCall) => name === "cloud.list";
const DECISION = "run/run-1";

/** A run that was taken in and that nobody has worked on yet. */
async function undecided(): Promise<World> {
  const world = createWorld({ machines: [server()], config: REBUILD });
  const paused = { paused: true, why: null, by: null, at: null };
  await world.store.writePause(paused);
  await world.take(ticket());
  await world.store.writePause({ ...paused, paused: false });
  world.cloud.reads.length = 0;
  return world;
}

const resumed = async (world: World) =>
  (await world.lines("run-1")).filter((entry) => entry === "deferred resumed");

describe("the decision of a run", () => {
  it("is one pass's: a second one steps back without asking the cloud anything", async () => {
    const world = await undecided();
    const first = await freeze(world, "run-1", { at: lists });
    expect((await world.pass("run-1")).status).toBe("yielded");
    expect(world.cloud.reads).toEqual([]);
    expect(await resumed(world)).toEqual([]);
    expect((await first.thaw()).status).toBe("waiting");
  });

  it("is taken up again when the pass before died over it, and the log says so", async () => {
    const world = await undecided();
    await freeze(world, "run-1", { at: lists });
    world.clock.nowMs += DECISION_LIFE_MS - 1;
    expect((await world.pass("run-1")).status).toBe("yielded");
    world.clock.nowMs += 1;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await world.lines("run-1")).slice(0, 4)).toEqual([
      "received received",
      "deferred paused",
      "deferred resumed",
      "planned requested stop ds-1",
    ]);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });

  it("has twice the time for each death that the log tells of, so that a slow cloud is read in the end", async () => {
    const world = await undecided();
    // The pass that finds the first death is the one that tells of it.
    for (const broken of [0, 0, 1]) {
      await freeze(world, "run-1", { at: lists });
      world.clock.nowMs += DECISION_LIFE_MS * 2 ** broken - 1;
      expect((await world.pass("run-1")).status).toBe("yielded");
      world.clock.nowMs += 1;
    }
    expect(await resumed(world)).toHaveLength(2);
  });

  it("is not that of a pass that thaws after another one has decided", async () => {
    const world = await undecided();
    const frozen = await freeze(world, "run-1", { at: writes("decided") });
    world.clock.nowMs += DECISION_LIFE_MS;
    await world.pass("run-1");
    expect((await frozen.thaw()).status).toBe("yielded");
    expect((await world.lines("run-1")).filter((entry) => entry.startsWith("decided"))).toHaveLength(1);
    expect(world.cloud.sent).toHaveLength(1);
  });

  it("is not that of a pass that thaws while another one is at it", async () => {
    const world = await undecided();
    const frozen = await freeze(world, "run-1", { at: writes("decided") });
    world.clock.nowMs += DECISION_LIFE_MS;
    const second = await freeze(world, "run-1", { at: lists });
    expect((await frozen.thaw()).status).toBe("yielded");
    expect(await world.lines("run-1")).toEqual(["received received", "deferred paused", "deferred resumed"]);
    // Nor does it give back what is not its own any more.
    expect(world.state.leases.get(DECISION)?.untilMs).toBeGreaterThan(world.clock.nowMs);
    expect((await second.thaw()).status).toBe("waiting");
  });

  it("is not that of a pass that thaws just when another one has taken it", async () => {
    const world = await undecided();
    const frozen = await freeze(world, "run-1", { at: writes("decided") });
    world.clock.nowMs += DECISION_LIFE_MS;
    // The second has the lease and has not written a word yet: the fence alone tells them apart.
    const second = await freeze(world, "run-1", { at: writes("deferred") });
    expect((await frozen.thaw()).status).toBe("yielded");
    expect(await world.lines("run-1")).toEqual(["received received", "deferred paused"]);
    expect((await second.thaw()).status).toBe("waiting");
    expect(await resumed(world)).toHaveLength(1);
  });

  it("is given back with the write that decides and ends the run at once", async () => {
    const world = createWorld({ machines: [stopped(notebook())] });
    expect((await world.take(tick())).status).toBe("finished");
    expect(world.state.leases.get(DECISION)).toMatchObject({ fence: 1, untilMs: 0 });
  });

  it("is claimed by no dry run", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.take(ticket(), { dryRun: true });
    expect(world.state.leases.size).toBe(0);
  });

  it("is not asked for any more once it stands", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.take(ticket());
    world.clock.nowMs += MINUTE;
    await world.finish("run-1");
    expect(world.state.leases.get(DECISION)).toMatchObject({ fence: 1 });
  });
});

describe("a decision that was put off in good order", () => {
  it.each<[string, (world: World, on: boolean) => Promise<void> | void, object]>([
    [
      "while Curfew is paused",
      (world, on) => world.store.writePause({ paused: on, why: null, by: null, at: null }),
      {},
    ],
    ["for want of time", () => undefined, { deadlineMs: 0 }],
    [
      "because the cloud could not be read",
      (world, on) => {
        world.cloud.listing.failed = on ? "the service is unavailable" : null;
      },
      {},
    ],
  ])("%s counts as no death, however often", async (_why, put, options) => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await put(world, true);
    for (let pass = 0; pass < BREAKS_MAX + 3; pass += 1) {
      expect((await world.take(ticket(), options)).status).toBe("stopped");
      // Given back each time, so that the next one need not wait.
      expect(world.state.leases.get(DECISION)).toMatchObject({ fence: pass + 1, untilMs: 0 });
      world.clock.nowMs += 2 * MINUTE;
    }
    expect(await resumed(world)).toEqual([]);
    await put(world, false);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });
});

describe("an event over which every pass dies", () => {
  async function dieOver(world: World, times: number): Promise<void> {
    for (let death = 0; death < times; death += 1) {
      await freeze(world, "run-1", { at: lists });
      world.clock.nowMs += decisionLifeMs(BREAKS_MAX);
    }
  }

  it("is parked with one terminal entry that says how to play it again", async () => {
    const world = await undecided();
    await dieOver(world, BREAKS_MAX);
    expect((await world.pass("run-1")).status).toBe("finished");
    const log = await world.entries("run-1");
    expect(log.map(line)).toEqual([
      "received received",
      "deferred paused",
      ...Array.from({ length: BREAKS_MAX }, () => "deferred resumed"),
      "finished parked",
    ]);
    expect(log.at(-1)?.text).toBe("5 passes died over it; curfew run --replay run-1");
    expect(world.cloud.sent).toEqual([]);
    expect((await world.pass("run-1")).status).toBe("finished");
    expect(await world.entries("run-1")).toHaveLength(log.length);
  });

  it("is not parked as long as one pass may still come through", async () => {
    const world = await undecided();
    await dieOver(world, BREAKS_MAX - 1);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
    expect(await resumed(world)).toHaveLength(BREAKS_MAX - 1);
  });

  it("stays parked when one of the dead thaws", async () => {
    const world = await undecided();
    const frozen = await freeze(world, "run-1", { at: writes("decided") });
    world.clock.nowMs += DECISION_LIFE_MS;
    await dieOver(world, BREAKS_MAX - 1);
    await world.pass("run-1");
    expect((await frozen.thaw()).status).toBe("yielded");
    expect((await world.lines("run-1")).at(-1)).toBe("finished parked");
  });
});

describe("a decision of more lines than one write takes", () => {
  const many = Array.from({ length: 1_001 }, (_, index) => stopped(notebook({ id: `nb-${index}` })));
  const all = policy({ on: { kind: "webhook", source: "ci", when: null } });

  it("ends its run although it plans nothing", async () => {
    const world = createWorld({ machines: many, config: { policies: [all] } });
    expect((await world.take(webhook())).status).toBe("finished");
    expect(await world.entries("run-1")).toHaveLength(1_004);
    expect(world.state.leases.get(DECISION)).toMatchObject({ fence: 1, untilMs: 0 });
  });
});
