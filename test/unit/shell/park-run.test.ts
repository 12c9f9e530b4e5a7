import { describe, expect, it } from "vitest";
import { AutomationError } from "../../../lib/domain/errors.ts";
import { parkRun } from "../../../lib/shell/park-run.ts";
import { beginPass } from "../../../lib/shell/pass.ts";
import { replayRun } from "../../../lib/shell/replay-run.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import { policy, rebuildPolicy, tick, ticket } from "../../fixtures/policies.ts";
import { MINUTE, notebook, server } from "../../fixtures/resources.ts";
import { held } from "./overlap.ts";
import { tappedPorts } from "./tapped-ports.ts";
import { createWorld, line, type World } from "./world.ts";

async function park(world: World, why = "it broke off 5 times"): Promise<readonly string[]> {
  const stored = await world.store.read("run-1");
  if (!stored) throw new Error("no run-1");
  const before = (await world.lines("run-1")).length;
  await parkRun(beginPass(stored, world.ports(), {}), why);
  return (await world.lines("run-1")).slice(before);
}

describe("parkRun", () => {
  it("ends a run that was never decided", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { deadlineMs: 0 });
    expect(await park(world)).toEqual(["finished parked"]);
    expect((await world.entries("run-1")).at(-1)).toMatchObject({
      text: "it broke off 5 times; curfew run --replay run-1",
      details: { counts: { succeeded: 0, failed: 0, skipped: 0, observed: 0 } },
    });
  });

  it("skips what has not been sent, with why, and tells how it all came out", async () => {
    const world = createWorld({ machines: [notebook(), notebook({ id: "nb-2" })] });
    await world.take(tick(), { dryRun: true });
    expect(await park(world)).toEqual([
      "skipped parked stop nb-1",
      "skipped parked stop nb-2",
      "finished parked",
    ]);
    const [skipped, , finished] = (await world.entries("run-1")).slice(-3);
    expect(skipped?.text).toBe("it broke off 5 times");
    expect(finished?.details["counts"]).toMatchObject({ skipped: 2 });
  });

  it("leaves what was sent to a person, and the run open, once", async () => {
    const world = createWorld({ machines: [server()], config: { policies: [rebuildPolicy()] } });
    await world.take(ticket());
    expect(await park(world)).toEqual(["unknown undecided stop ds-1", "skipped parked reinstall-os ds-1"]);
    expect(await park(world)).toEqual([]);
    expect((await world.store.openRuns({ limit: 10 })).map(({ run }) => run)).toEqual(["run-1"]);
  });

  it("leaves alone what has ended", async () => {
    const machines = [notebook(), notebook({ id: "nb-2" })];
    const world = createWorld({ machines, config: { policies: [policy()] } });
    world.cloud.script.push("rejected", "unsent");
    await world.take(tick());
    expect(await park(world)).toEqual(["skipped parked stop nb-2", "finished parked"]);
    expect((await world.entries("run-1")).at(-1)?.details["counts"]).toMatchObject({ failed: 1, skipped: 1 });
  });

  it("gives back the lease on a machine that a call was sent to", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick());
    expect(held(world)).toEqual({ "nb-1": "run-1" });
    await park(world);
    expect(held(world)).toEqual({});
  });

  it("gives back the lease on a machine that no call was sent to yet", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    const ports = tappedPorts(world.ports(), (call, goOn) =>
      call.name === "store.readPause" && Object.keys(held(world)).length > 0
        ? Promise.reject(new AutomationError("store-failed", "the disk is full"))
        : goOn(),
    );
    await advanceRun("run-1", ports);
    expect(held(world)).toEqual({ "nb-1": "run-1" });
    await park(world);
    expect(held(world)).toEqual({});
  });

  it("lets the event be played again when the cause is mended", async () => {
    const world = createWorld({ machines: [server()], config: { policies: [rebuildPolicy()] } });
    await world.take(ticket(), { deadlineMs: 0 });
    await park(world);
    const { run } = await replayRun({ run: "run-1", by: "anna", why: "mended" }, world.ports());
    expect((await world.finish(run)).slice(-1).map(line)).toEqual(["finished done"]);
    expect(world.cloud.effects.map(({ verb }) => verb)).toEqual(["stop", "reinstall-os"]);
    expect(world.clock.nowMs).toBeGreaterThan(MINUTE);
  });
});
