import { describe, expect, it } from "vitest";
import { AutomationError } from "../../../lib/domain/errors.ts";
import type { VerbName } from "../../../lib/domain/verbs.ts";
import { resolveStep } from "../../../lib/shell/resolve-step.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import { FULL_SERVER } from "../../fixtures/modelarts-requests.ts";
import { policy, rebuildPolicy, request, tick, ticket } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, line, type World } from "./world.ts";

/** A question that is never answered, as when the process stops for good. */
const NEVER = () => new Promise<never>(() => undefined);

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

  it("reads along what may go out next, and looks again where it could not", async () => {
    const machines = [notebook(), notebook({ id: "nb-2" }), notebook({ id: "nb-3" })];
    const world = createWorld({ machines });
    world.cloud.onSend = () => {
      world.clock.nowMs += 1_000;
    };
    await world.take(tick(), { deadlineMs: world.clock.nowMs + 1_000 });
    expect(world.cloud.sent).toHaveLength(1);
    world.cloud.reads.length = 0;
    const { show } = world.cloud.port;
    let asked = 0;
    const port = {
      ...world.cloud.port,
      show: (...args: Parameters<typeof show>) => {
        asked += args[1] === "nb-3" ? 1 : 0;
        if (args[1] === "nb-3" && asked === 1) throw new AutomationError("unavailable", "come again");
        return show(...args);
      },
    };
    await advanceRun("run-1", { ...world.ports(), clouds: new Map([["prod", port]]) });
    expect(world.cloud.reads).toEqual(["show notebook nb-1", "show notebook nb-2", "show notebook nb-3"]);
    expect(asked).toBe(2);
    expect(world.cloud.effects).toHaveLength(3);
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
    expect(world.cloud.sent.map(({ length }) => length)).toEqual([1, 2]);
    world.cloud.machines.set("ds-2", server({ id: "ds-2", status: "STOP_FAILED", standing: "failed" }));
    const log = await world.finish("run-1");
    expect(log.at(-1)).toMatchObject({ reason: "some-failed", text: "2 succeeded, 1 failed" });
  });
});

describe("followRun, on orders", () => {
  const { admin_pass: _, ...body } = FULL_SERVER;
  const ORDER = { verb: "create-dev-server", by: "anna" } as const;

  /** A world that has just sent an order for so many machines, of which the first is `made-1`. */
  async function ordered(count: number, config: { readonly allow?: readonly VerbName[] } = {}) {
    const world = createWorld({ config });
    const parameters = { ...body, key_pair_name: "ops", name: "train", count };
    await world.take(request({ ...ORDER, parameters }));
    const name = world.cloud.sent[0]?.[0]?.name ?? "";
    const make = (number: number, status: "RUNNING" | "CREATE_FAILED") =>
      world.cloud.machines.set(
        `made-${number}`,
        server({
          ...{ id: `made-${number}`, name: `${name}-${number}`, status },
          standing: status === "RUNNING" ? "running" : "failed",
        }),
      );
    return { world, make };
  }

  it("has succeeded when all of them are there, and keeps their ids", async () => {
    const { world, make } = await ordered(3);
    make(2, "RUNNING");
    expect((await world.pass("run-1")).status).toBe("waiting");
    make(3, "RUNNING");
    const log = await world.finish("run-1");
    expect(log.at(-2)).toMatchObject({
      phase: "succeeded",
      action: "create-dev-server",
      details: { machines: ["made-1", "made-2", "made-3"] },
    });
    expect(log.at(-1)).toMatchObject({ reason: "done" });
    expect(world.cloud.sent).toHaveLength(1);
  });

  it("plans the clean-up in the same write as the failure, and deletes what failed alone", async () => {
    const { world, make } = await ordered(3);
    make(2, "CREATE_FAILED");
    make(3, "RUNNING");
    world.cloud.machines.set("neighbour", server({ id: "neighbour", name: "train-2", standing: "failed" }));
    const log = await world.finish("run-1");
    expect(log.slice(-6).map(line)).toEqual([
      "failed partial create-dev-server +train",
      "planned in-order delete made-2",
      "submitting submitting delete made-2",
      "accepted accepted delete made-2",
      "succeeded confirmed delete made-2",
      "finished some-failed",
    ]);
    expect(log.find(({ reason }) => reason === "partial")).toMatchObject({
      details: { machines: ["made-1", "made-3"], failed: ["made-2"] },
      text: expect.stringMatching(/^2 of 3 were made; .*; what failed is deleted$/),
    });
    expect(log.at(-1)).toMatchObject({ text: "1 succeeded, 1 failed" });
    expect([...world.cloud.machines.keys()]).toEqual(["made-1", "made-3", "neighbour"]);
  });

  it("goes on with a clean-up that another process planned", async () => {
    const { world, make } = await ordered(2);
    make(2, "CREATE_FAILED");
    world.clock.nowMs += MINUTE;
    const halt = { ...world.ports(), clouds: new Map([["prod", { ...world.cloud.port, show: NEVER }]]) };
    void advanceRun("run-1", halt);
    await expect.poll(() => world.lines("run-1")).toContain("planned in-order delete made-2");
    const log = await world.finish("run-1");
    expect(log.filter(({ phase }) => phase === "planned").map(line)).toEqual([
      "planned requested create-dev-server +train",
      "planned in-order delete made-2",
    ]);
    expect(world.cloud.effects.map(({ verb }) => verb)).toEqual(["create-dev-server", "delete"]);
  });

  it("leaves a machine alone that came up after all", async () => {
    const { world, make } = await ordered(2);
    make(2, "CREATE_FAILED");
    world.clock.nowMs += MINUTE;
    const { show } = world.cloud.port;
    const risen = async (...of: Parameters<typeof show>) => {
      make(2, "RUNNING");
      return show(...of);
    };
    const ports = { ...world.ports(), clouds: new Map([["prod", { ...world.cloud.port, show: risen }]]) };
    expect((await advanceRun("run-1", ports)).status).toBe("finished");
    expect((await world.lines("run-1")).slice(-2)).toEqual([
      "skipped superseded delete made-2",
      "finished some-failed",
    ]);
    expect(world.cloud.effects.map(({ verb }) => verb)).toEqual(["create-dev-server"]);
  });

  it("plans no clean-up that the wall does not let through, and says what to do", async () => {
    const { world, make } = await ordered(2, { allow: ["create-dev-server"] });
    make(2, "CREATE_FAILED");
    const log = await world.finish("run-1");
    expect(log.at(-2)).toMatchObject({
      reason: "partial",
      text: expect.stringMatching(/add delete to allow: .*, then curfew delete prod\/dev-server\/made-2$/),
    });
    expect(log.filter(({ action }) => action === "delete")).toEqual([]);
    expect(world.cloud.sent).toHaveLength(1);
  });

  it("leaves an order to a person whose list could not be read for a day", async () => {
    const { world } = await ordered(2);
    world.cloud.listing.failed = "the service is unavailable";
    world.clock.nowMs += 24 * HOUR;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await world.lines("run-1")).at(-1)).toBe("accepted accepted create-dev-server +train");
    world.clock.nowMs += MINUTE;
    await world.pass("run-1");
    expect((await world.entries("run-1")).at(-1)).toMatchObject({
      phase: "unknown",
      text: "the machine could not be read for 1d 1m: the service is unavailable",
    });
  });
});
