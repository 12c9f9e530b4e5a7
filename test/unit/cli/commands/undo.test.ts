import { describe, expect, it } from "vitest";
import { runUndo } from "../../../../lib/cli/commands/undo.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { policy, request, tick, WIDE_LIMITS } from "../../../fixtures/policies.ts";
import { at, HOUR, hold, notebook, server, stopped } from "../../../fixtures/resources.ts";
import { createWorld, type World } from "../../shell/world.ts";
import { fakeTerminal } from "../fake-terminal.ts";
import { DAY, stoppedWorld, tiered, undo, WAVES, WEB_AND_DB } from "./undo-world.ts";

async function reasons(world: World, run: string) {
  const entries = await world.entries(run);
  return entries.filter(({ resource }) => resource !== null).map(({ reason, text }) => `${reason}: ${text}`);
}

describe("curfew undo", () => {
  it("starts what the run stopped, the last group first, and says in the log whose doing it was", async () => {
    const world = await stoppedWorld();
    const { code, told, did } = await undo(world, { why: "wrong fleet", by: "ops" });
    expect(did).toEqual(["start db-1", "start web-1", "start web-2"]);
    expect(told).toEqual(["curfew: run run-1: 3 of 3 machines brought back"]);
    expect(code).toBe(0);
    expect(await reasons(world, "run-2")).toContainEqual(
      expect.stringMatching(/^requested: takes back the stop of run run-1, \d+m ago$/),
    );
    const kept = await world.store.read("run-2");
    expect(kept?.event.data).toMatchObject({ undoes: "run-1", why: "wrong fleet", by: "ops" });
  });

  it("takes the end of the run's id as tables show it", async () => {
    const world = await stoppedWorld();
    expect((await undo(world, { run: "un-1" })).did).toHaveLength(3);
  });

  it("does nothing twice", async () => {
    const world = await stoppedWorld();
    await undo(world);
    expect(await undo(world)).toEqual({
      code: 1,
      did: [],
      told: ["curfew: run run-1: 0 of 3 machines brought back, 3 left as they are"],
    });
  });

  it("stops again what a run started", async () => {
    const machines = [stopped(notebook())];
    const world = await stoppedWorld(machines, { action: { verb: "start", parameters: {} } });
    expect((await undo(world)).did).toEqual(["stop nb-1"]);
  });

  it("leaves alone, with the reason, what was started or deleted since", async () => {
    const world = await stoppedWorld();
    world.cloud.machines.set("db-1", tiered("db-1", "db"));
    world.cloud.machines.delete("web-1");
    const { code, told, did } = await undo(world);
    expect(did).toEqual(["start web-2"]);
    expect(told).toEqual(["curfew: run run-1: 1 of 3 machines brought back, 2 left as they are"]);
    expect(code).toBe(0);
    expect(await reasons(world, "run-2")).toEqual(
      expect.arrayContaining([
        "already-so: the machine is RUNNING already",
        expect.stringMatching(/^not-found: /),
      ]),
    );
  });

  it("leaves alone what somebody has ordered since, and names the command for it", async () => {
    const world = await stoppedWorld();
    for (const verb of ["start", "stop"]) {
      const order = request({ verb, resource: "prod/notebook/web-1" }, { id: `order-${verb}` });
      await world.finish((await world.take(order)).run);
    }
    expect((await undo(world)).did).toEqual(["start db-1", "start web-2"]);
    expect(await reasons(world, "run-4")).toContainEqual(
      expect.stringMatching(/^superseded: stop was sent .*; by name: curfew start vision-anna-web-1$/),
    );
  });

  it("starts what is on hold, because a hold keeps a machine from being taken away", async () => {
    const world = await stoppedWorld();
    await world.store.putHold(hold("prod/notebook/db-1"));
    expect((await undo(world)).did).toHaveLength(3);
  });

  it("does not stop again what is on hold, and says who holds it", async () => {
    const world = await stoppedWorld([stopped(notebook())], { action: { verb: "start", parameters: {} } });
    await world.store.putHold(hold("prod/notebook/nb-1"));
    expect(await undo(world)).toMatchObject({ code: 1, did: [] });
    expect(await reasons(world, "run-2")).toContainEqual(expect.stringMatching(/^held: held by anna until/));
  });

  it("goes on in a freeze, because a person asks for it", async () => {
    const world = createWorld({
      machines: WEB_AND_DB,
      config: {
        limits: {
          ...WIDE_LIMITS,
          freeze: [{ from: "2026-01-16", to: "2026-01-17", zone: "UTC", why: "year end" }],
        },
      },
    });
    await world.finish((await world.take(tick())).run);
    world.clock.nowMs = Date.parse(at(20 * HOUR));
    expect((await undo(world)).did).toHaveLength(3);
  });

  it("fails when a machine cannot be had any more, and leaves the groups behind it off", async () => {
    const world = await stoppedWorld();
    world.cloud.script.push("rejected");
    const { code, told, did } = await undo(world);
    expect(did).toEqual([]);
    expect(told).toEqual(["curfew: run run-1: 0 of 3 machines brought back, 1 failed, 2 left as they are"]);
    expect(code).toBe(1);
  });
});

describe("curfew undo refuses", () => {
  it("a run that is longer ago than the window, and says how long it was and how to widen it", async () => {
    const world = await stoppedWorld();
    world.clock.nowMs += DAY + HOUR;
    await expect(undo(world)).rejects.toThrow(
      /run run-1: what it did was 1d 1h ago, and 1d is the window; make it longer with --within, at most 7d/,
    );
    expect((await undo(world, { withinMs: 2 * DAY })).did).toHaveLength(3);
  });

  it("a run that is longer ago than any window", async () => {
    const world = await stoppedWorld();
    world.clock.nowMs += 8 * DAY;
    await expect(undo(world, { withinMs: 7 * DAY })).rejects.toThrow(
      /use stop or start with a machine's name/,
    );
  });

  it("a run that nobody knows", async () => {
    const world = await stoppedWorld();
    await expect(undo(world, { run: "r0nosuch" })).rejects.toThrow(/run "r0nosuch": no run has this id/);
  });

  it("a run that is still under way", async () => {
    const world = createWorld({ machines: WEB_AND_DB, config: { policies: [policy({ waves: WAVES })] } });
    await world.take(tick());
    await expect(undo(world)).rejects.toThrow(/run run-1: the run is still under way/);
  });

  it("the undo of an undo", async () => {
    const world = await stoppedWorld();
    await undo(world);
    await expect(undo(world, { run: "run-2" })).rejects.toThrow(/it took back run run-1 itself/);
  });

  it("a window that is longer than a run is taken back", async () => {
    const work = runUndo({ args: ["run-1"], options: { within: "8d" }, terminal: fakeTerminal() });
    await expect(work).rejects.toThrow('--within: at most 7d (got "8d")');
  });
});

describe("curfew undo has nothing to take back", () => {
  it("of a run that found everything as wanted", async () => {
    const world = await stoppedWorld([stopped(notebook())], {});
    expect(await undo(world)).toEqual({
      code: 1,
      did: [],
      told: ["curfew: run run-1 did nothing that can be taken back"],
    });
  });

  it("of a rebuild, which is told in one line a machine", async () => {
    const world = createWorld({ machines: [server()] });
    const order = request({ verb: "reinstall-os", resource: "ds-1", parameters: { keyPair: "ops" } });
    await world.finish((await world.take(order)).run);
    expect((await undo(world)).told).toEqual([
      "curfew: left as it is: vision-anna-ds-1 (prod/dev-server/ds-1): stop, reinstall-os was done, and that cannot be taken back",
      "curfew: run run-1 did nothing that can be taken back",
    ]);
  });

  it("of a stop that failed", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.script.push("rejected");
    await world.finish((await world.take(tick())).run);
    expect((await undo(world)).told[0]).toMatch(/\(prod\/notebook\/nb-1\): stop failed$/);
  });
});

describe("curfew undo of a run that stopped some machines and started others", () => {
  const wanted = (verb: "stop" | "start", kind: Resource["kind"]) =>
    policy({ name: `${verb}-them`, resources: [kind], action: { verb, parameters: {} } });
  const mixed = async () => {
    const world = createWorld({
      machines: [notebook(), stopped(server())],
      config: { policies: [wanted("stop", "notebook"), wanted("start", "dev-server")] },
    });
    await world.finish((await world.take(tick())).run);
    return world;
  };

  it("takes back one after the other, and goes on where an earlier undo was given up", async () => {
    const world = await mixed();
    const onePass = async (run: string) => world.pass(run);
    const halfWay = await undo(world, { waitMs: 0 }, onePass);
    expect(halfWay).toEqual({
      code: 1,
      did: ["start nb-1"],
      told: [
        expect.stringContaining("run run-2 is still open"),
        "curfew: run run-1: 0 of 2 machines brought back, 1 still under way, 1 not begun: give the same command again",
      ],
    });
    await world.finish("run-2");
    expect(await undo(world)).toEqual({
      code: 0,
      did: ["stop ds-1"],
      told: ["curfew: run run-1: 1 of 2 machines brought back, 1 left as they are"],
    });
  });

  it("does not begin the second where the first failed", async () => {
    const world = await mixed();
    world.cloud.script.push("rejected");
    const { code, did, told } = await undo(world);
    expect([code, did]).toEqual([1, []]);
    expect(told).toEqual([
      "curfew: run run-1: 0 of 2 machines brought back, 1 failed, 1 not begun: give the same command again",
    ]);
    expect((await undo(world)).did).toEqual(["stop ds-1"]);
  });
});
