import { describe, expect, it } from "vitest";
import { undoRequests } from "../../../lib/core/undo-requests.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import { readUndone } from "../../../lib/shell/read-undone.ts";
import { policy, request, tick, WIDE_LIMITS } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook } from "../../fixtures/resources.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const tiered = (id: string, tier?: string): Resource => notebook({ id, tags: tier ? { tier } : {} });
const FLEET = [tiered("db-1", "db"), tiered("web-1", "web"), tiered("web-2", "web")];
const WAVES = { groups: ['tags.tier == "web"', 'tags.tier == "db"'], settleMs: 2 * MINUTE };

const waved = (parts: Parameters<typeof policy>[0] = {}) => ({
  policies: [policy({ waves: WAVES, ...parts })],
});
const effects = ({ cloud }: World) =>
  cloud.effects.map(({ verb, ref }) => `${verb} ${ref.split("/").at(-1)}`);

async function undo(world: World, run: string, id = "undo-1") {
  const [order] = undoRequests(run, await readUndone(world.store, run));
  if (!order) throw new Error("there is nothing to take back");
  const taken = await world.take(request(order, { id }));
  await world.finish(taken.run);
  return world.lines(taken.run);
}

/** All three are stopped, the web before the database. */
async function stoppedWorld() {
  const world = createWorld({ machines: FLEET, config: waved() });
  const { run } = await world.take(tick());
  await world.finish(run);
  return { world, run };
}

describe("stop the web servers before the database", () => {
  it("goes group by group, and settles in between", async () => {
    const { world } = await stoppedWorld();
    expect(effects(world)).toEqual(["stop web-1", "stop web-2", "stop db-1"]);
    const [, web, db] = world.cloud.effects.map(({ atMs }) => atMs);
    expect((db ?? 0) - (web ?? 0)).toBeGreaterThanOrEqual(WAVES.settleMs + MINUTE);
  });

  it("leaves the database alone when a web server does not stop, and says why", async () => {
    const world = createWorld({ machines: FLEET, config: waved() });
    world.cloud.script.push("rejected");
    const { run } = await world.take(tick());
    const entries = await world.finish(run);
    expect(effects(world)).toEqual(["stop web-2"]);
    const left = entries.find(({ reason }) => reason === "dependency-failed");
    expect(left?.resource).toBe("prod/notebook/db-1");
    expect(left?.text).toMatch(/^group 2 is left alone: stop of .*web-1 in group 1 failed$/);
  });

  /** The web servers are off, the group has settled, and the database has not had its turn. */
  async function settledWorld(tail: readonly Resource[] = []) {
    const groups = [...WAVES.groups, 'tags.tier == "disk"'];
    const world = createWorld({
      machines: [...FLEET, ...tail],
      config: waved({ waves: { ...WAVES, groups } }),
    });
    const { run } = await world.take(tick());
    for (let minute = 0; minute < 2; minute += 1) {
      world.clock.nowMs += MINUTE;
      await world.pass(run);
    }
    world.clock.nowMs += WAVES.settleMs;
    expect(effects(world)).toEqual(["stop web-1", "stop web-2"]);
    return { world, run };
  }
  const putWeb = (world: World, parts: Partial<Resource>) =>
    world.cloud.machines.set("web-1", { ...tiered("web-1", "web"), ...parts });

  it("leaves everything behind alone when a web server came up again while they settled", async () => {
    const { world, run } = await settledWorld([tiered("disk-1", "disk")]);
    putWeb(world, { standing: "running", status: "RUNNING" });
    const entries = await world.finish(run);
    expect(effects(world)).toEqual(["stop web-1", "stop web-2"]);
    const left = entries.filter(({ reason }) => reason === "dependency-failed");
    expect(left.map(({ text }) => text)).toEqual([
      "group 2 is left alone: vision-anna-web-1 in group 1 is RUNNING and not stopped any more",
      "group 3 is left alone: vision-anna-web-1 in group 1 is RUNNING and not stopped any more",
    ]);
    expect(entries.at(-1)).toMatchObject({ phase: "finished", text: "2 succeeded, 2 skipped" });
  });

  it("waits for a web server that is on its way somewhere, and for one that cannot be read", async () => {
    const { world, run } = await settledWorld();
    putWeb(world, { standing: "changing", status: "STARTING" });
    expect(await world.pass(run)).toMatchObject({ status: "waiting" });
    putWeb(world, { standing: "stopped", status: "STOPPED" });
    world.cloud.showing.unreadable = true;
    expect(await world.pass(run)).toMatchObject({ status: "waiting" });
    expect(effects(world)).toHaveLength(2);
    world.cloud.showing.unreadable = false;
    await world.finish(run);
    expect(effects(world)).toEqual(["stop web-1", "stop web-2", "stop db-1"]);
  });

  it("reads the web servers once more together with the database, and not again for the rest of its group", async () => {
    const more = Array.from({ length: 4 }, (_, index) => tiered(`db-${index + 2}`, "db"));
    const { world, run } = await settledWorld(more);
    world.cloud.reads.length = 0;
    await world.pass(run);
    expect(world.cloud.reads).toEqual(["list notebook"]);
    expect(effects(world).slice(2)).toEqual([
      "stop db-1",
      "stop db-2",
      "stop db-3",
      "stop db-4",
      "stop db-5",
    ]);
  });

  it("leaves the database alone in the next passes too, until the web server may be tried again", async () => {
    const config = waved({ cooldownMs: 30 * MINUTE });
    const world = createWorld({ machines: FLEET, config });
    world.cloud.script.push("rejected");
    await world.finish((await world.take(tick())).run);
    world.clock.nowMs += 10 * MINUTE;
    const second = await world.take(tick(world.clock.nowMs));
    expect(await world.lines(second.run)).toContain("skipped waiting stop db-1");
    world.clock.nowMs += 30 * MINUTE;
    await world.finish((await world.take(tick(world.clock.nowMs))).run);
    expect(effects(world)).toEqual(["stop web-2", "stop web-1", "stop db-1"]);
  });

  it("puts a machine last whose group cannot be told", async () => {
    const world = createWorld({ machines: [tiered("a-1"), tiered("web-1", "web")], config: waved() });
    const { run } = await world.take(tick());
    const entries = await world.finish(run);
    expect(effects(world)).toEqual(["stop web-1", "stop a-1"]);
    const told = entries.find(({ phase, resource }) => phase === "planned" && resource?.endsWith("a-1"));
    expect(told?.text).toContain("group 2 of 2, since it cannot be told which");
  });

  it("puts a machine last that no condition means", async () => {
    const world = createWorld({
      machines: [tiered("a-1", "cache"), tiered("web-1", "web")],
      config: waved(),
    });
    const { run } = await world.take(tick());
    const entries = await world.finish(run);
    expect(effects(world)).toEqual(["stop web-1", "stop a-1"]);
    const told = entries.find(({ phase, resource }) => phase === "planned" && resource?.endsWith("a-1"));
    expect(told?.text).toContain("group 2 of 2, since no condition means it");
  });
});

describe("a cap that cuts a group", () => {
  const capped = (perRun: number, options: Partial<WorldOptions> = {}) =>
    createWorld({
      machines: FLEET,
      config: { ...waved(), limits: { ...WIDE_LIMITS, perRun } },
      ...options,
    });
  /** What a pass does, so many minutes after the one before; nobody waits for the run before to end. */
  async function pass(world: World, minutes: number) {
    const before = world.cloud.effects.length;
    world.clock.nowMs += minutes * MINUTE;
    const { run } = await world.take(tick(world.clock.nowMs));
    const done = effects(world).slice(before);
    const left = (await world.entries(run)).filter(({ phase }) => phase === "skipped");
    return {
      run,
      done,
      left: left.map(({ reason, resource, text }) => `${reason} ${resource?.split("/").at(-1)}: ${text}`),
    };
  }

  it("never lets a later group go, and the next passes go on in order", async () => {
    const world = capped(1);
    const first = await pass(world, 0);
    expect(first.done).toEqual(["stop web-1"]);
    expect(first.left).toEqual(
      expect.arrayContaining([
        "cap-count web-2: at most 1 in one run (limits.perRun)",
        "cap-count db-1: waits for group 1, of which not all is done: at most 1 in one run (limits.perRun)",
      ]),
    );
    expect((await pass(world, 10)).done).toEqual(["stop web-2"]);
    expect((await pass(world, 10)).done).toEqual(["stop db-1"]);
  });

  it("keeps the order while the machines of the pass before are still on their way", async () => {
    const world = capped(2, { settleMs: 15 * MINUTE });
    expect((await pass(world, 0)).done).toEqual(["stop web-1", "stop web-2"]);
    const second = await pass(world, 10);
    expect(second.done).toEqual([]);
    expect(second.left).toContainEqual(
      expect.stringMatching(
        /^waiting db-1: waits for group 1, of which not all is done: vision-anna-web-1: the machine is STOPPING/,
      ),
    );
    expect((await pass(world, 10)).done).toEqual(["stop db-1"]);
  });

  it("lets what the pass before did settle as long as within one pass", async () => {
    const world = capped(2);
    await pass(world, 0);
    // The web servers are off after a minute; so they have been for one when the next pass looks.
    const second = await pass(world, 2);
    expect(second.done).toEqual([]);
    expect(second.left).toContainEqual(
      "waiting db-1: waits for group 1, of which not all is done: vision-anna-web-1 is STOPPED for 1m, and groups settle for 2m",
    );
    expect((await pass(world, 2)).done).toEqual(["stop db-1"]);
  });
});

describe("bring back what a run stopped", () => {
  it("starts exactly that, in reverse order", async () => {
    const { world, run } = await stoppedWorld();
    await undo(world, run);
    expect(effects(world).slice(3)).toEqual(["start db-1", "start web-1", "start web-2"]);
  });

  it("does nothing twice", async () => {
    const { world, run } = await stoppedWorld();
    await undo(world, run);
    const lines = await undo(world, run, "undo-2");
    expect(effects(world)).toHaveLength(6);
    expect(lines).toContain("skipped already-so start web-1");
  });

  it("leaves a machine alone that somebody acted on since", async () => {
    const { world, run } = await stoppedWorld();
    for (const [id, verb] of [
      ["order-1", "start"],
      ["order-2", "stop"],
    ] as const) {
      const taken = await world.take(request({ verb, resource: "prod/notebook/web-1" }, { id }));
      await world.finish(taken.run);
    }
    const lines = await undo(world, run);
    expect(lines).toContain("skipped superseded start web-1");
    expect(effects(world).filter((one) => one === "start web-1")).toHaveLength(1);
  });

  it("refuses an undo of an undo", async () => {
    const { world, run } = await stoppedWorld();
    const [order] = undoRequests(run, await readUndone(world.store, run));
    const taken = await world.take(request(order, { id: "undo-1" }));
    await world.finish(taken.run);
    expect((await readUndone(world.store, taken.run)).refused?.reason).toBe("not-supported");
  });

  it("does not take the order's word for what a run did", async () => {
    const world = createWorld({ machines: [notebook({ standing: "stopped", status: "STOPPED" })] });
    const order = { verb: "start", undoes: "run-0", resources: [["prod/notebook/nb-1"]] };
    const { run } = await world.take(request(order, { id: "forged" }));
    await world.finish(run);
    expect(effects(world)).toEqual([]);
  });
});

describe("a machine that might not come back", () => {
  const soldOut = async (scarce: "ask" | "stop", event = tick() as Parameters<World["take"]>[0]) => {
    const world = createWorld({ machines: [notebook()], config: { policies: [policy({ scarce })] } });
    let asked = 0;
    Object.assign(world.cloud.port, {
      soldOut: async () => {
        asked += 1;
        return new Set(["modelarts.vm.gpu.p100"]);
      },
    });
    const { run } = await world.take(event);
    await world.finish(run);
    return { stops: effects(world), lines: await world.lines(run), asked };
  };

  it("is not stopped by a rule while its flavor is sold out", async () => {
    const { stops, lines, asked } = await soldOut("ask");
    expect(stops).toEqual([]);
    expect(lines).toContain("skipped scarce stop nb-1");
    expect(asked).toBe(1);
  });

  it("is stopped when the policy says so, or a person asks, and nobody reads flavors for it", async () => {
    expect(await soldOut("stop")).toMatchObject({ stops: ["stop nb-1"], asked: 0 });
    const asked = request({ verb: "stop", resource: "prod/notebook/nb-1" });
    expect(await soldOut("ask", asked)).toMatchObject({ stops: ["stop nb-1"], asked: 0 });
  });

  it("is one whose start failed within a week", async () => {
    const world = createWorld({ machines: [notebook({ standing: "stopped", status: "STOPPED" })] });
    world.cloud.script.push("rejected");
    const { run } = await world.take(request({ verb: "start", resource: "prod/notebook/nb-1" }));
    await world.finish(run);
    world.cloud.machines.set("nb-1", notebook());
    world.clock.nowMs += HOUR;
    const taken = await world.take(tick(world.clock.nowMs));
    expect(await world.lines(taken.run)).toContain("skipped scarce stop nb-1");
  });
});
