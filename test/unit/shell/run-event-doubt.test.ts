import { describe, expect, it } from "vitest";
import { STEP_LIFE_MS } from "../../../lib/core/step-life.ts";
import { runEvent } from "../../../lib/shell/run-event.ts";
import { policy, rebuildPolicy, tick, ticket, webhook } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { effects } from "./overlap.ts";
import { tappedPorts } from "./tapped-ports.ts";
import { createWorld, type World } from "./world.ts";

const SHORT = "a short page";
const asked = (where: string | null = null) =>
  policy({ on: { kind: "webhook", source: "ci", when: null }, where });

function doubtful(...options: Parameters<typeof createWorld>): World {
  const world = createWorld(...options);
  world.cloud.listing.doubt = SHORT;
  return world;
}

describe("a wish that rests on a list in doubt", () => {
  it("waits for one beyond doubt, says so once, and is carried out then", async () => {
    const world = doubtful({ machines: [server()], config: { policies: [rebuildPolicy()] } });
    for (let pass = 0; pass < 3; pass += 1) expect((await world.take(ticket())).status).toBe("stopped");
    expect((await world.entries("run-1")).slice(1)).toMatchObject([
      { phase: "deferred", reason: "doubtful-inventory", text: "prod/dev-server: a short page" },
    ]);
    world.cloud.listing.doubt = null;
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("waits a day, and is then told as not done", async () => {
    const world = doubtful({ machines: [server()], config: { policies: [rebuildPolicy()] } });
    await world.take(ticket());
    world.clock.nowMs += STEP_LIFE_MS;
    expect((await world.pass("run-1")).status).toBe("stopped");
    world.clock.nowMs += 1;
    expect((await world.pass("run-1")).status).toBe("finished");
    expect(await world.lines("run-1")).toContain("skipped doubtful-inventory reinstall-os ds-1");
    expect(effects(world)).toEqual([]);
  });

  it("waits half an hour when part of it can be done without, and then does that part", async () => {
    const machines = [notebook(), notebook({ id: "nb-2" })];
    const world = doubtful({ machines, config: { policies: [asked()] } });
    await world.take(webhook());
    world.clock.nowMs += 30 * MINUTE;
    expect((await world.pass("run-1")).status).toBe("stopped");
    world.clock.nowMs += 1;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect(effects(world)).toEqual(["stop nb-1"]);
    expect(await world.lines("run-1")).toContain("skipped doubtful-inventory stop nb-2");
  });

  it("waits also when the list does not name what it is about", async () => {
    const world = doubtful({ machines: [], config: { policies: [asked('id == "nb-1"')] } });
    expect((await world.take(webhook())).status).toBe("stopped");
    expect((await world.entries("run-1")).at(-1)).toMatchObject({
      reason: "doubtful-inventory",
      text: "prod/notebook: a short page",
    });
    world.cloud.machines.set("nb-1", notebook());
    world.cloud.listing.doubt = null;
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop nb-1"]);
  });

  it("does not wait when it needs nothing of that list", async () => {
    const world = doubtful({ machines: [stopped(notebook())], config: { policies: [asked()] } });
    expect((await world.take(webhook())).status).toBe("finished");
    expect(await world.lines("run-1")).toContain("skipped already-so stop nb-1");
  });

  it("is not waited for by a clock, since another slot follows", async () => {
    const world = doubtful({ machines: [notebook(), notebook({ id: "nb-2" })] });
    expect((await world.take(tick())).status).toBe("waiting");
    expect(effects(world)).toEqual(["stop nb-1"]);
  });
});

describe("a list that could not be read within the pass's time", () => {
  /** A cloud so slow that its list fails at the deadline. */
  async function slowPass(world: World) {
    const ports = tappedPorts(world.ports(), (call, goOn) => {
      if (call.name === "cloud.list") world.clock.nowMs += 2_000;
      return goOn();
    });
    world.cloud.listing.failed = "no time was left";
    return runEvent(ticket(), ports, { deadlineMs: world.clock.nowMs + 2_000 });
  }

  it("is read again by the next pass, and the log tells of the deadline", async () => {
    const world = createWorld({ machines: [server()], config: { policies: [rebuildPolicy()] } });
    expect((await slowPass(world)).status).toBe("stopped");
    expect(await world.lines("run-1")).toEqual(["received received", "deferred deadline"]);
    world.cloud.listing.failed = null;
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("is read so for a day, and then its wish is told as not done", async () => {
    const world = createWorld({ machines: [server()], config: { policies: [rebuildPolicy()] } });
    await slowPass(world);
    world.clock.nowMs += 24 * HOUR;
    expect((await slowPass(world)).status).toBe("finished");
    expect(await world.lines("run-1")).toContain("skipped target-failed *");
  });
});
