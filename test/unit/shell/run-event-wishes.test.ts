import { describe, expect, it } from "vitest";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import { replayRun } from "../../../lib/shell/replay-run.ts";
import { budgetAlert, policy, rebuildPolicy, tick, ticket } from "../../fixtures/policies.ts";
import { at, HOUR, MINUTE, notebook, server } from "../../fixtures/resources.ts";
import { effects } from "./overlap.ts";
import { createWorld, line, type World } from "./world.ts";

const BUDGET = policy({
  name: "budget-90",
  on: { kind: "budget", budget: "vision", at: 0.9 },
  resources: ["notebook", "dev-server"],
});

const alertAgain: AutomationEvent = { ...budgetAlert(), id: "alert-2", time: at(HOUR) };

/** A person at the console. */
function start(world: World, id: string): void {
  const machine = world.cloud.machines.get(id);
  if (!machine) throw new Error(`no ${id}`);
  const running = { status: "RUNNING", standing: "running", updatedAtMs: world.clock.nowMs } as const;
  world.cloud.machines.set(id, { ...machine, ...running });
}

/** Takes an event in and works on its run until it has ended. */
async function carryOut(world: World, event: AutomationEvent) {
  const { run } = await world.take(event);
  return world.finish(run);
}

describe("the same budget alert under another delivery id", () => {
  it("does not stop again what a person has started since", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [BUDGET] } });
    await carryOut(world, budgetAlert());
    world.clock.nowMs += HOUR;
    start(world, "nb-1");
    expect((await carryOut(world, alertAgain)).slice(-2).map(line)).toEqual([
      "skipped duplicate-step stop nb-1",
      "finished done",
    ]);
    expect(effects(world)).toEqual(["stop nb-1"]);
    expect(world.cloud.machines.get("nb-1")?.status).toBe("RUNNING");
  });

  it("stops nothing twice while the first one is still at work", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [BUDGET] } });
    await world.take(budgetAlert(), { dryRun: true });
    await world.take(alertAgain, { dryRun: true });
    await Promise.all([world.pass("run-1"), world.pass("run-2")]);
    await world.finish("run-1");
    await world.finish("run-2");
    expect(effects(world)).toEqual(["stop nb-1"]);
  });

  it("stops what is new, each machine by a call of its own, beside the one that was asked for before", async () => {
    const ids = ["ds-1", "ds-2", "ds-3", "ds-4", "ds-5", "ds-6", "ds-7"];
    const world = createWorld({ machines: [server({ id: "ds-5" })], config: { policies: [BUDGET] } });
    await carryOut(world, budgetAlert());
    world.cloud.machines.clear();
    for (const id of ids) world.cloud.machines.set(id, server({ id }));
    world.cloud.sent.length = 0;
    world.clock.nowMs += HOUR;
    const log = await carryOut(world, alertAgain);
    // Batches of one, two and four; the last holds the machine whose permit is taken.
    expect(world.cloud.sent.map((steps) => steps.map(({ resource }) => resource.split("/")[2]))).toEqual([
      ["ds-1"],
      ["ds-2", "ds-3"],
      ["ds-4"],
      ["ds-6"],
      ["ds-7"],
    ]);
    expect(log.at(-1)).toMatchObject({ reason: "done", text: "6 succeeded, 1 skipped" });
    const calls = log.filter(({ phase }) => phase === "submitting").map(({ call }) => call);
    expect(new Set(calls).size).toBe(5);
  });

  it("stops nothing more of such a batch once Curfew is paused", async () => {
    const ids = ["ds-1", "ds-2", "ds-3", "ds-4", "ds-5", "ds-6", "ds-7"];
    const world = createWorld({ machines: [server({ id: "ds-5" })], config: { policies: [BUDGET] } });
    await carryOut(world, budgetAlert());
    for (const id of ids) world.cloud.machines.set(id, server({ id }));
    world.cloud.sent.length = 0;
    world.clock.nowMs += HOUR;
    const paused = { paused: true, why: null, by: null, at: null };
    world.cloud.onSend = ([step]) =>
      step?.name.endsWith("ds-4") ? world.store.writePause(paused) : undefined;
    const report = await world.take(alertAgain);
    expect(report.status).toBe("stopped");
    expect(world.cloud.sent.flat().map(({ resource }) => resource.split("/")[2])).not.toContain("ds-6");
    await world.store.writePause({ ...paused, paused: false });
    expect((await world.finish(report.run)).at(-1)).toMatchObject({ text: "6 succeeded, 1 skipped" });
  });

  it("with another threshold is another wish", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [BUDGET] } });
    await carryOut(world, budgetAlert());
    start(world, "nb-1");
    await carryOut(world, { ...alertAgain, data: budgetAlert({ at: 1 }).data } as AutomationEvent);
    expect(effects(world)).toEqual(["stop nb-1", "stop nb-1"]);
  });
});

describe("a clock", () => {
  it("stops again with every slot what somebody starts in between", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [BUDGET, policy()] } });
    await carryOut(world, budgetAlert());
    for (let slot = 0; slot < 2; slot += 1) {
      start(world, "nb-1");
      world.clock.nowMs += 10 * MINUTE;
      await carryOut(world, tick(world.clock.nowMs - (world.clock.nowMs % (10 * MINUTE))));
    }
    expect(effects(world)).toEqual(["stop nb-1", "stop nb-1", "stop nb-1"]);
  });

  it("needs no permit to try a machine again that was started in the middle of its run", async () => {
    const world = createWorld({ machines: [notebook()] });
    await carryOut(world, tick());
    expect([...world.state.permits].filter((permit) => !permit.startsWith("digest/"))).toEqual([]);
  });
});

describe("an event that is played again", () => {
  const replay = async (world: World) => {
    const { run } = await replayRun({ run: "run-1", by: "anna", why: null }, world.ports());
    return world.finish(run);
  };

  it("stops again what a person has started since: that is what was asked for", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [BUDGET] } });
    await carryOut(world, budgetAlert());
    start(world, "nb-1");
    expect((await replay(world)).at(-1)).toMatchObject({ reason: "done", text: "1 succeeded" });
    expect(effects(world)).toEqual(["stop nb-1", "stop nb-1"]);
  });

  it("does not reinstall a second time, nor take the machine from its user for it", async () => {
    const world = createWorld({ machines: [server()], config: { policies: [rebuildPolicy()] } });
    await carryOut(world, ticket());
    expect((await replay(world)).slice(-3).map(line)).toEqual([
      "skipped duplicate-step stop ds-1",
      "skipped dependency-failed reinstall-os ds-1",
      "finished done",
    ]);
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
    expect(world.cloud.machines.get("ds-1")?.status).toBe("RUNNING");
  });
});
