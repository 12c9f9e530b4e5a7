import { describe, expect, it } from "vitest";
import { resolveStep } from "../../../lib/shell/resolve-step.ts";
import { policy, rebuildPolicy, tick, ticket } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, line, type World } from "./world.ts";

const REBUILD = { policies: [rebuildPolicy()] };

async function stepOf(world: World, verb: string): Promise<string> {
  const entry = (await world.entries("run-1")).find(({ action, step }) => action === verb && step !== null);
  return entry?.step ?? "";
}

describe("followRun", () => {
  it("reads nothing while nothing was sent", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    world.cloud.reads.length = 0;
    world.cloud.machines.clear();
    await world.pass("run-1");
    expect(world.cloud.reads).toEqual(["show notebook nb-1"]);
  });

  it("writes nothing while the machine is under way", async () => {
    const world = createWorld({ machines: [notebook()], settleMs: 10 * MINUTE });
    await world.take(tick());
    const before = await world.lines("run-1");
    for (let minute = 0; minute < 9; minute += 1) {
      world.clock.nowMs += MINUTE;
      expect((await world.pass("run-1")).status).toBe("waiting");
    }
    expect(await world.lines("run-1")).toEqual(before);
  });

  it("tells by the machine what became of a stop without an answer", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.script.push("lost-after");
    await world.take(tick());
    const log = await world.finish("run-1");
    expect(world.cloud.sent).toHaveLength(1);
    expect(log.at(-2)).toMatchObject({ phase: "succeeded", call: "call-2", durationMs: MINUTE });
  });

  it("sends a stop again that never arrived", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.script.push("lost-before");
    await world.take(tick());
    world.clock.nowMs += MINUTE;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await world.lines("run-1")).slice(3)).toEqual([
      "submitting submitting stop nb-1",
      "deferred answer-lost stop nb-1",
      "deferred call-failed stop nb-1",
      "submitting submitting stop nb-1",
      "accepted accepted stop nb-1",
    ]);
    expect(world.cloud.effects).toHaveLength(1);
  });

  it("never reinstalls twice, and says only after the signature has expired that it never happened", async () => {
    const world = createWorld({ machines: [stopped(server())], config: REBUILD });
    world.cloud.script.push("lost-before");
    await world.take(ticket());
    world.clock.nowMs += 16 * MINUTE;
    expect((await world.pass("run-1")).status).toBe("waiting");
    world.clock.nowMs += 2 * MINUTE;
    expect((await world.pass("run-1")).status).toBe("finished");
    expect((await world.lines("run-1")).slice(-3)).toEqual([
      "failed call-failed reinstall-os ds-1",
      "skipped dependency-failed stop ds-1",
      "finished some-failed",
    ]);
    expect(world.cloud.sent).toHaveLength(1);
  });

  it("goes on after a reinstallation whose answer was lost", async () => {
    const world = createWorld({ machines: [stopped(server())], config: REBUILD });
    world.cloud.script.push("lost-after");
    await world.take(ticket());
    await world.finish("run-1");
    expect(world.cloud.effects.map(({ verb }) => verb)).toEqual(["reinstall-os", "stop"]);
  });

  it("leaves what it cannot tell to a person, and keeps the run open until then", async () => {
    const world = createWorld({ machines: [stopped(server())], config: REBUILD });
    world.cloud.script.push("lost-before");
    await world.take(ticket());
    // Somebody else does something to the machine that is not a reinstallation.
    world.cloud.machines.set("ds-1", { ...stopped(server()), updatedAtMs: world.clock.nowMs + MINUTE });
    world.clock.nowMs += HOUR;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await world.lines("run-1")).at(-1)).toBe("unknown undecided reinstall-os ds-1");
    world.clock.nowMs += 100 * HOUR;
    for (let pass = 0; pass < 3; pass += 1) expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await world.lines("run-1")).filter((entry) => entry.startsWith("unknown"))).toHaveLength(1);

    const word = { run: "run-1", step: await stepOf(world, "reinstall-os"), why: "saw it", by: "anna" };
    await resolveStep({ ...word, as: "succeeded" }, world.ports());
    const log = await world.finish("run-1");
    expect(log.slice(-2).map(line)).toEqual(["succeeded already-so stop ds-1", "finished done"]);
    expect(log.filter(({ phase }) => phase === "finished")).toHaveLength(1);
  });

  it("sends a once-only step a second time only on a person's word", async () => {
    const world = createWorld({ machines: [stopped(server())], config: REBUILD });
    world.cloud.script.push("lost-before");
    await world.take(ticket());
    world.cloud.machines.set("ds-1", { ...stopped(server()), updatedAtMs: world.clock.nowMs + MINUTE });
    world.clock.nowMs += 30 * HOUR;
    await world.pass("run-1");
    const word = { run: "run-1", step: await stepOf(world, "reinstall-os"), why: "no", by: "anna" };
    await resolveStep({ ...word, as: "retry" }, world.ports());
    await world.finish("run-1");
    expect(world.cloud.sent.map(([step]) => step?.verb)).toEqual(["reinstall-os", "reinstall-os", "stop"]);
    expect(world.cloud.effects.map(({ verb }) => verb)).toEqual(["reinstall-os", "stop"]);
  });

  it("follows each step of a batch by itself", async () => {
    const machines = [server(), server({ id: "ds-2" }), server({ id: "ds-3" })];
    const world = createWorld({ machines, config: { policies: [policy({ resources: ["dev-server"] })] } });
    await world.take(tick());
    expect(world.cloud.sent.map(({ length }) => length)).toEqual([3]);
    world.cloud.machines.set("ds-2", server({ id: "ds-2", status: "STOP_FAILED", standing: "failed" }));
    const log = await world.finish("run-1");
    expect(log.at(-1)).toMatchObject({ reason: "some-failed", text: "2 succeeded, 1 failed" });
  });
});
