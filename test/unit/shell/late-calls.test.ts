import { describe, expect, it } from "vitest";
import { resolveStep } from "../../../lib/shell/resolve-step.ts";
import { rebuildPolicy, ticket } from "../../fixtures/policies.ts";
import { MINUTE, server } from "../../fixtures/resources.ts";
import { effects, held, overlap } from "./overlap.ts";
import { createWorld, type World } from "./world.ts";

const REBUILD = { policies: [rebuildPolicy()] };

/** A rebuild whose stop got no answer, was sent once more, and was then seen to be done. */
async function stopSentTwice(first: "lost-before" | "late"): Promise<World> {
  const world = createWorld({ machines: [server()], config: REBUILD });
  world.cloud.script.push(first);
  await world.take(ticket());
  world.clock.nowMs += MINUTE;
  await world.pass("run-1");
  world.clock.nowMs += MINUTE;
  await world.pass("run-1");
  return world;
}

describe("a call that may come in late", () => {
  it("is awaited by the step that it would undo, which says so once", async () => {
    const world = await stopSentTwice("lost-before");
    world.clock.nowMs += 14 * MINUTE;
    await world.pass("run-1");
    expect((await world.lines("run-1")).slice(-3)).toEqual([
      "accepted accepted stop ds-1",
      "succeeded confirmed stop ds-1",
      "deferred late-call reinstall-os ds-1",
    ]);
    expect((await world.entries("run-1")).at(-1)?.details).toEqual({ retryAfterMs: 15 * MINUTE });
    world.clock.nowMs += 2 * MINUTE;
    await world.pass("run-1");
    expect((await world.lines("run-1")).slice(-2)).toEqual([
      "submitting submitting reinstall-os ds-1",
      "accepted accepted reinstall-os ds-1",
    ]);
  });

  it("is told by the entry that gave it up, with the moment until which it may come", async () => {
    const world = await stopSentTwice("lost-before");
    const log = await world.entries("run-1");
    const signedAt = log.find(({ phase }) => phase === "submitting")?.details["signedAt"];
    expect(log.find(({ reason }) => reason === "call-failed")?.details).toEqual({
      mayArriveUntil: new Date(Date.parse(String(signedAt)) + 17 * MINUTE).toISOString(),
    });
  });

  it("leaves the machine as told when it really comes", async () => {
    const world = await stopSentTwice("late");
    await world.finish("run-1");
    world.clock.nowMs += 20 * MINUTE;
    expect(await world.cloud.port.show("dev-server", "ds-1")).toMatchObject({ standing: "running" });
  });

  it("is not awaited when the only call was seen to work", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    world.cloud.script.push("lost-after");
    await world.take(ticket());
    world.clock.nowMs += MINUTE;
    await world.pass("run-1");
    expect(await world.lines("run-1")).toContain("submitting submitting reinstall-os ds-1");
  });

  it("keeps other runs from the machine although this one has ended", async () => {
    const world = await overlap();
    world.cloud.script.push("lost-before");
    await world.pass("run-2");
    world.clock.nowMs += MINUTE;
    await world.pass("run-2");
    world.clock.nowMs += 6 * MINUTE;
    await world.pass("run-2");
    expect((await world.lines("run-2")).at(-1)).toBe("finished done");
    expect(held(world)).toEqual({ b: "run-2" });
    await world.pass("run-1");
    expect(await world.lines("run-1")).toContain("deferred leased reboot b");
  });

  it("keeps the machine also when a person has said how it ended", async () => {
    const world = await overlap();
    world.cloud.script.push("lost-before");
    await world.pass("run-2");
    const step = (await world.entries("run-2")).find(({ phase }) => phase === "submitting")?.step ?? "";
    const word = { run: "run-2", step, by: "mina", why: "looked" } as const;
    await resolveStep({ ...word, as: "failed" }, world.ports());
    expect(Object.keys(held(world))).toContain("b");
    expect((await world.entries("run-2")).at(-1)?.details).toMatchObject({
      mayArriveUntil: expect.any(String),
    });
    expect(effects(world)).not.toContain("stop b");
  });
});
