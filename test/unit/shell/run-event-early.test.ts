import { describe, expect, it } from "vitest";
import { AHEAD_MAX_MS, STEP_LIFE_MS } from "../../../lib/core/step-life.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import { rebuildPolicy, tick, ticket } from "../../fixtures/policies.ts";
import { at, MINUTE, NOW, notebook, server } from "../../fixtures/resources.ts";
import { effects } from "./overlap.ts";
import { createWorld, type World } from "./world.ts";

const AHEAD_MS = 30 * MINUTE;
const early: AutomationEvent = { ...ticket(), time: at(AHEAD_MS) };

function rebuildWorld(): World {
  return createWorld({ machines: [server()], config: { policies: [rebuildPolicy()] } });
}

describe("an event from the future", () => {
  it("waits for its time, without a look at the cloud, and says so once", async () => {
    const world = rebuildWorld();
    for (let pass = 0; pass < 3; pass += 1) {
      expect((await world.take(early)).status).toBe("stopped");
      world.clock.nowMs += MINUTE;
    }
    expect(await world.lines("run-1")).toEqual(["received received", "deferred early"]);
    expect((await world.entries("run-1")).at(-1)?.text).toBe(
      `its time is ${at(AHEAD_MS)}, which has not come yet`,
    );
    expect(world.cloud.reads).toEqual([]);
  });

  it("is decided when its time has come", async () => {
    const world = rebuildWorld();
    await world.take(early);
    world.clock.nowMs = NOW + AHEAD_MS - AHEAD_MAX_MS - 1;
    expect((await world.pass("run-1")).status).toBe("stopped");
    world.clock.nowMs += 1;
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("is not one when the sender's clock is a little ahead", async () => {
    const world = rebuildWorld();
    expect((await world.take({ ...ticket(), time: at(AHEAD_MAX_MS) })).status).toBe("waiting");
  });

  it("is left alone with one terminal entry when its time does not come within a day", async () => {
    const world = rebuildWorld();
    const year: AutomationEvent = { ...ticket(), time: "2027-01-01T00:00:00Z" };
    await world.take(year);
    world.clock.nowMs += STEP_LIFE_MS;
    expect((await world.pass("run-1")).status).toBe("stopped");
    world.clock.nowMs += 1;
    expect((await world.pass("run-1")).status).toBe("finished");
    expect((await world.lines("run-1")).slice(2)).toEqual([
      "ignored superseded",
      "decided superseded",
      "finished nothing-to-do",
    ]);
    expect((await world.entries("run-1"))[2]?.text).toBe(
      "its time, 2027-01-01T00:00:00Z, did not come within a day",
    );
    expect((await world.pass("run-1")).status).toBe("finished");
    expect(effects(world)).toEqual([]);
  });

  it("may be a clock's slot: what it is about is not yet so", async () => {
    const world = createWorld({ machines: [notebook()] });
    expect((await world.take(tick(NOW + AHEAD_MS))).status).toBe("stopped");
    expect(await world.lines("run-1")).toEqual(["received received", "deferred early"]);
    world.clock.nowMs += AHEAD_MS;
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop nb-1"]);
  });

  it("waits again when our own clock falls back, and nothing is done twice", async () => {
    const world = rebuildWorld();
    await world.take(ticket(), { deadlineMs: 0 });
    world.clock.nowMs -= 2 * AHEAD_MS;
    expect((await world.pass("run-1")).status).toBe("stopped");
    expect((await world.lines("run-1")).at(-1)).toBe("deferred early");
    world.clock.nowMs += 2 * AHEAD_MS;
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("is played through at once by a dry run", async () => {
    const world = rebuildWorld();
    await world.take(early, { dryRun: true });
    expect(await world.lines("run-1")).toContain("planned requested stop ds-1");
  });
});
