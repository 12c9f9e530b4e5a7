import { describe, expect, it } from "vitest";
import { policy, tick } from "../../fixtures/policies.ts";
import { HOUR, hold, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { createWorld, line, type World } from "./world.ts";

const RULE = policy({ warnMs: [30 * MINUTE, 10 * MINUTE], respectMs: 4 * HOUR });
const REF = notebook().ref;

/** The next slot, and what was told of the machine. */
async function slot(world: World, aheadMs = 10 * MINUTE): Promise<readonly string[]> {
  world.clock.nowMs += aheadMs;
  const { run } = await world.take(tick(world.clock.nowMs));
  const log = await world.finish(run);
  return log.filter(({ policy: name }) => name === "nights").map(line);
}

const memory = async (world: World) => (await world.store.lastVerdicts("nights")).get(REF)?.memory;

describe("a stop with warnings", () => {
  it("is told once for each warning, and then comes", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [RULE] } });
    expect(await slot(world, 0)).toEqual(["skipped warned stop nb-1"]);
    expect(await memory(world)).toEqual({
      pending: { warnedAtMs: NOW, stopAtMs: NOW + 30 * MINUTE, levelMs: 30 * MINUTE },
    });
    expect(await slot(world)).toEqual([]);
    expect((await slot(world)).length + (await slot(world, 5 * MINUTE)).length).toBe(1);
    expect(world.cloud.sent).toEqual([]);
    expect((await slot(world, 5 * MINUTE))[0]).toBe("planned matched stop nb-1");
    expect(await memory(world)).toEqual({});
  });

  it("is off when somebody holds the machine, and begins anew afterwards", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [RULE] } });
    await slot(world, 0);
    const until = new Date(NOW + 45 * MINUTE).toISOString();
    await world.store.putHold(hold(REF, { until }));
    expect(await slot(world, 40 * MINUTE)).toEqual(["skipped held stop nb-1"]);
    expect(await memory(world)).toEqual({});
    expect(await slot(world)).toEqual(["skipped warned stop nb-1"]);
    expect(world.cloud.sent).toEqual([]);
  });
});

describe("a machine that a person starts again", () => {
  it("is left alone, and the policy remembers the restart once", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [{ ...RULE, warnMs: [] }] } });
    await slot(world, 0);
    world.clock.nowMs += HOUR;
    const startedMs = world.clock.nowMs;
    world.cloud.machines.set("nb-1", notebook({ updatedAtMs: startedMs }));
    expect(await slot(world)).toEqual(["skipped restarted stop nb-1"]);
    expect(await slot(world)).toEqual([]);
    expect(await memory(world)).toEqual({ restartsMs: [startedMs] });
    expect((await slot(world, 4 * HOUR))[0]).toBe("planned matched stop nb-1");
    expect(await memory(world)).toEqual({ restartsMs: [startedMs] });
  });
});
