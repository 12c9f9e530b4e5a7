import { describe, expect, it } from "vitest";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { FULL_NOTEBOOK } from "../../fixtures/modelarts-requests.ts";
import { rebuildPolicy, request, tick, ticket } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { freeze } from "./frozen-pass.ts";
import { createWorld } from "./world.ts";

describe("a process that stood still after it had read the machines", () => {
  it("does not conclude from them that a call never arrived", async () => {
    const world = createWorld({ machines: [stopped(server())], config: { policies: [rebuildPolicy()] } });
    world.cloud.script.push("late");
    await world.take(ticket());
    world.clock.nowMs += 5 * MINUTE;
    const frozen = await freeze(world, "run-1", { at: ({ name }) => name === "cloud.show", side: "after" });
    world.clock.nowMs += 40 * MINUTE;
    await frozen.thaw();
    await world.finish("run-1");
    expect(world.cloud.effects.map(({ verb }) => verb)).toEqual(["reinstall-os", "stop"]);
    expect(await world.lines("run-1")).toContain("succeeded confirmed reinstall-os ds-1");
  });

  it("does not conclude from them that an order never arrived", async () => {
    const world = createWorld();
    world.cloud.script.push("late");
    await world.take(request({ verb: "create-notebook", parameters: { ...FULL_NOTEBOOK } }));
    world.clock.nowMs += 5 * MINUTE;
    const frozen = await freeze(world, "run-1", { at: ({ name }) => name === "cloud.list", side: "after" });
    world.clock.nowMs += 40 * MINUTE;
    await frozen.thaw();
    expect(await world.lines("run-1")).not.toContain("failed call-failed create-notebook +notebooks_test");
  });

  it("reads a machine again before it acts on it", async () => {
    const world = createWorld({ machines: [notebook()] });
    await acceptEvent(tick(), world.ports());
    const frozen = await freeze(world, "run-1", { at: ({ name }) => name === "cloud.list", side: "after" });
    world.clock.nowMs += HOUR / 2;
    world.cloud.machines.set("nb-1", stopped(notebook()));
    await frozen.thaw();
    expect(world.cloud.sent).toEqual([]);
  });

  it("does not say of a machine how it stands when another run has had its turn since", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    world.cloud.machines.set("nb-1", stopped(notebook()));
    const frozen = await freeze(world, "run-1", { at: ({ name }) => name === "cloud.show", side: "after" });
    world.clock.nowMs += HOUR / 2;
    const nowMs = world.clock.nowMs;
    const resources = ["prod/notebook/nb-1"];
    await world.store.takeLeases({ holder: "run-9", resources, nowMs, untilMs: nowMs + MINUTE });
    await frozen.thaw();
    expect((await world.lines("run-1")).at(-1)).toMatch(/^decided/);
  });
});
