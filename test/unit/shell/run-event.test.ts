import { describe, expect, it } from "vitest";
import { TICK_LIFE_MS } from "../../../lib/core/step-life.ts";
import { AutomationError } from "../../../lib/domain/errors.ts";
import type { NewEntry } from "../../../lib/domain/status.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { advanceRun, runEvent } from "../../../lib/shell/run-event.ts";
import { DEADLINE_MARGIN_MS } from "../../../lib/shell/shell-ports.ts";
import { policy, rebuildPolicy, request, tick, ticket, webhook } from "../../fixtures/policies.ts";
import { at, HOUR, MINUTE, NOW, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, line, type World } from "./world.ts";

const three = ["nb-1", "nb-2", "nb-3"].map((id) => notebook({ id }));
const REBUILD = { policies: [rebuildPolicy()] };
const PAUSED = { paused: true, why: "an incident", by: "anna", at: at() };
const GOING_ON = { paused: false, why: null, by: null, at: null };

const effects = ({ cloud }: World) =>
  cloud.effects.map((effect) => `${effect.verb} ${effect.ref.split("/")[2]}`);
const finishedEntries = (world: World) => world.state.log.filter(({ entry }) => entry.phase === "finished");

describe("a run", () => {
  it("goes from the event to the machine and ends with what the machine shows", async () => {
    const world = createWorld({ machines: [notebook()] });
    const taken = await world.take(tick());
    expect(taken).toEqual({ run: "run-1", outcome: "new", status: "waiting" });
    expect((await world.finish("run-1")).map(line)).toEqual([
      "received received",
      // The slot is a full hour, the first of its week.
      "seen digest",
      "seen fleet",
      "planned matched stop nb-1",
      "decided matched",
      "submitting submitting stop nb-1",
      "accepted accepted stop nb-1",
      "succeeded confirmed stop nb-1",
      "finished done",
    ]);
    expect(world.cloud.machines.get("nb-1")?.status).toBe("STOPPED");
  });

  it("answers the same delivery with the run it belongs to, and works on no finished one", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick());
    expect(await world.take(tick())).toEqual({ run: "run-1", outcome: "unfinished", status: "waiting" });
    await world.finish("run-1");
    expect(await world.take(tick())).toEqual({ run: "run-1", outcome: "finished", status: "finished" });
    expect(await world.pass("run-1")).toEqual({ run: "run-1", status: "finished" });
    expect(effects(world)).toEqual(["stop nb-1"]);
    expect(finishedEntries(world)).toHaveLength(1);
  });

  it("ends at once when no policy is meant", async () => {
    const world = createWorld({ config: REBUILD });
    expect((await world.take(tick())).status).toBe("finished");
    expect(await world.lines("run-1")).toEqual([
      "received received",
      "ignored no-policy",
      "decided no-policy",
      "finished nothing-to-do",
    ]);
  });

  it("says why the policies that it means do not apply", async () => {
    const world = createWorld({ config: REBUILD });
    await world.take(ticket({ status: "Open" }));
    expect(await world.lines("run-1")).toEqual([
      "received received",
      "ignored when-false",
      "decided no-policy",
      "finished nothing-to-do",
    ]);
  });

  it("is not there under a name that nobody gave", async () => {
    expect(await createWorld().pass("run-7")).toEqual({ run: "run-7", status: "unknown-run" });
  });

  it("counts what it observed, also when nothing of it was written anew", async () => {
    const world = createWorld({ machines: three, config: { policies: [policy({ mode: "observe" })] } });
    await world.take(tick());
    world.clock.nowMs += 10 * MINUTE;
    await world.take(tick(NOW + 10 * MINUTE));
    for (const run of ["run-1", "run-2"]) {
      expect((await world.entries(run)).at(-1)).toMatchObject({
        phase: "finished",
        reason: "observed",
        text: "3 observed",
      });
    }
    expect(world.cloud.sent).toEqual([]);
  });

  it("measures its own time, and never a negative one", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick());
    world.clock.nowMs += 2 * MINUTE;
    await world.pass("run-1");
    expect((await world.entries("run-1")).at(-1)?.durationMs).toBe(2 * MINUTE);
    const back = createWorld({ machines: [notebook()] });
    await back.take(tick());
    back.cloud.machines.set("nb-1", stopped(notebook()));
    back.clock.nowMs -= HOUR;
    await back.pass("run-1");
    expect((await back.entries("run-1")).at(-1)).toMatchObject({ phase: "finished", durationMs: 0 });
  });
});

describe("a rebuild", () => {
  it("stops, reinstalls and leaves the machine running, pass by pass and process by process", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.take(ticket());
    const log = await world.finish("run-1");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
    expect(world.cloud.machines.get("ds-1")?.status).toBe("RUNNING");
    expect(log.map(line).slice(1, 4)).toEqual([
      "planned requested stop ds-1",
      "planned in-order reinstall-os ds-1",
      "decided matched",
    ]);
    expect(log.at(-1)).toMatchObject({ reason: "done", text: "2 succeeded" });
  });

  it("puts a machine back to rest that was off", async () => {
    const world = createWorld({ machines: [stopped(server())], config: REBUILD });
    await world.take(ticket());
    await world.finish("run-1");
    expect(effects(world)).toEqual(["reinstall-os ds-1", "stop ds-1"]);
    expect(world.cloud.machines.get("ds-1")?.status).toBe("STOPPED");
  });

  it("does not go on when the machine could not be stopped", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    world.cloud.script.push("rejected");
    await world.take(ticket());
    expect((await world.entries("run-1")).slice(-3).map(line)).toEqual([
      "rejected rejected stop ds-1",
      "skipped dependency-failed reinstall-os ds-1",
      "finished some-failed",
    ]);
    expect(effects(world)).toEqual([]);
  });

  it("is done once for one ticket, whatever the deliveries are called", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.take(ticket({}, "first"));
    await world.take(ticket({}, "second"));
    await world.finish("run-1");
    const second = [...world.state.runs.keys()][1] ?? "";
    await world.finish(second);
    expect(effects(world).filter((effect) => effect.startsWith("reinstall"))).toHaveLength(1);
    expect(world.cloud.machines.get("ds-1")?.status).toBe("RUNNING");
  });

  it("does not stop the machine again for a delivery that comes after the end", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.take(ticket({}, "first"));
    await world.finish("run-1");
    const { run } = await world.take(ticket({}, "second"));
    expect((await world.finish(run)).slice(-3).map(line)).toEqual([
      "skipped duplicate-step stop ds-1",
      "skipped dependency-failed reinstall-os ds-1",
      "finished done",
    ]);
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
    expect(world.cloud.machines.get("ds-1")?.status).toBe("RUNNING");
  });

  it("is done again for the next transition of the ticket", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.take(ticket());
    await world.finish("run-1");
    const { run } = await world.take(ticket({ transition: "41" }, "later"));
    await world.finish(run);
    expect(effects(world).filter((effect) => effect.startsWith("reinstall"))).toHaveLength(2);
  });

  it("leaves a machine alone that was held while it was being stopped", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.take(ticket());
    await world.store.putHold({
      resource: "prod/dev-server/ds-1",
      owner: "anna",
      reason: "not now",
      createdAt: at(),
      until: at(HOUR),
    });
    expect((await world.finish("run-1")).slice(-2).map(line)).toEqual([
      "skipped held reinstall-os ds-1",
      "finished done",
    ]);
    expect(effects(world)).toEqual(["stop ds-1"]);
  });
});

describe("the kill switch", () => {
  it("lets a tick pass without a trace on any machine", async () => {
    const world = createWorld({ machines: three });
    await world.store.writePause(PAUSED);
    expect((await world.take(tick())).status).toBe("finished");
    expect(await world.lines("run-1")).toEqual([
      "received received",
      "ignored paused",
      "decided paused",
      "finished nothing-to-do",
    ]);
    expect(world.cloud.reads).toEqual([]);
  });

  it("keeps what somebody sent, says so once, and goes on afterwards", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.store.writePause(PAUSED);
    for (let pass = 0; pass < 3; pass += 1) expect((await world.take(ticket())).status).toBe("stopped");
    expect(await world.lines("run-1")).toEqual(["received received", "deferred paused"]);
    await world.store.writePause(GOING_ON);
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("stops a run between two calls, also one that a tick began", async () => {
    const many = Array.from({ length: 20 }, (_, index) => notebook({ id: `nb-${index + 10}` }));
    const world = createWorld({ machines: many });
    world.cloud.onSend = () =>
      world.cloud.sent.length >= 7 ? world.store.writePause(PAUSED) : Promise.resolve();
    expect((await world.take(tick())).status).toBe("stopped");
    // Batches of 1, 2 and 4; the switch is found thrown before the next.
    expect(world.cloud.sent).toHaveLength(7);
    expect((await world.entries("run-1")).at(-1)).toMatchObject({ phase: "deferred", reason: "paused" });
    world.clock.nowMs += 10 * MINUTE;
    for (let pass = 0; pass < 3; pass += 1) expect((await world.pass("run-1")).status).toBe("stopped");
    expect(world.cloud.sent).toHaveLength(7);
    world.cloud.onSend = () => undefined;
    await world.store.writePause(GOING_ON);
    await world.finish("run-1");
    expect(effects(world)).toHaveLength(20);
    // Said when it stopped, and once more after the seven were seen to have stopped.
    expect((await world.lines("run-1")).filter((entry) => entry === "deferred paused")).toHaveLength(2);
  });

  it("is asked again after the machines were read", async () => {
    const world = createWorld({ machines: [stopped(server())], config: REBUILD });
    const { cloud, store } = world;
    const show = cloud.port.show;
    const port = { ...cloud.port };
    port.show = async (kind, id) => {
      await store.writePause(PAUSED);
      return show(kind, id);
    };
    const ports = { ...world.ports(), clouds: new Map([["prod", port]]) };
    expect((await runEvent(ticket(), ports)).status).toBe("stopped");
    expect(cloud.sent).toEqual([]);
  });

  it("stands at paused when it cannot be read", async () => {
    const broken = (store: Store): Store => ({
      ...store,
      readPause: () => Promise.reject(new AutomationError("store-failed", "the disk is gone")),
    });
    const world = createWorld({ machines: three, wrap: broken });
    await world.take(tick());
    await world.take(webhook());
    expect(world.cloud.reads).toEqual([]);
    expect(await world.lines("run-2")).toEqual(["received received", "deferred paused"]);
  });

  it("does not stop following what was sent before", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick());
    await world.store.writePause(PAUSED);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ phase: "finished", reason: "done" });
  });
});

describe("a cloud that cannot be read", () => {
  it("is waited for by what somebody sent, and said once", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    world.cloud.listing.failed = "the service is unavailable";
    for (let pass = 0; pass < 3; pass += 1) expect((await world.take(ticket())).status).toBe("stopped");
    expect((await world.entries("run-1")).slice(1)).toMatchObject([
      { phase: "deferred", reason: "target-failed", text: "prod/dev-server: the service is unavailable" },
    ]);
    world.cloud.listing.failed = null;
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("is waited for a day and no longer", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    world.cloud.listing.failed = "the service is unavailable";
    await world.take(ticket());
    world.clock.nowMs += 24 * HOUR;
    expect((await world.pass("run-1")).status).toBe("stopped");
    world.clock.nowMs += 1;
    expect((await world.pass("run-1")).status).toBe("finished");
    expect(await world.lines("run-1")).toContain("skipped target-failed *");
  });

  it("is not waited for by a tick, since another one follows", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.listing.failed = "the service is unavailable";
    expect((await world.take(tick())).status).toBe("finished");
  });
});

describe("the deadline", () => {
  it("defers an event that comes too late in a pass, once, and the next pass goes on", async () => {
    const world = createWorld({ machines: [notebook()] });
    const late = { deadlineMs: NOW + DEADLINE_MARGIN_MS - 1 };
    expect((await world.take(tick(), late)).status).toBe("stopped");
    expect((await world.pass("run-1", late)).status).toBe("stopped");
    expect(await world.lines("run-1")).toEqual(["received received", "deferred deadline"]);
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop nb-1"]);
  });

  it("is kept between two chunks of calls", async () => {
    const many = Array.from({ length: 20 }, (_, index) => notebook({ id: `nb-${index + 10}` }));
    const world = createWorld({ machines: many });
    world.cloud.onSend = () => {
      world.clock.nowMs += 1_000;
    };
    const options = { deadlineMs: NOW + 5_000 };
    expect((await world.take(tick(), options)).status).toBe("stopped");
    // Each call takes a second: batches of 1, 2 and 4 are under way before there is no time for another one.
    expect(world.cloud.sent).toHaveLength(7);
    world.cloud.onSend = () => undefined;
    await world.finish("run-1");
    expect(effects(world)).toHaveLength(20);
    expect(new Set(effects(world)).size).toBe(20);
  });

  it("is far enough when the work fits", async () => {
    const world = createWorld({ machines: [notebook()] });
    expect((await world.take(tick(), { deadlineMs: NOW + DEADLINE_MARGIN_MS })).status).toBe("waiting");
    expect(effects(world)).toEqual(["stop nb-1"]);
  });
});

describe("a dry run", () => {
  it("stops after the plan, however often it is asked and although Curfew is paused", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.store.writePause(PAUSED);
    expect((await world.take(tick(), { dryRun: true })).status).toBe("waiting");
    expect((await world.pass("run-1", { dryRun: true })).status).toBe("waiting");
    await world.store.writePause(GOING_ON);
    expect((await world.pass("run-1", { dryRun: true })).status).toBe("waiting");
    expect(world.cloud.sent).toEqual([]);
    expect(await world.lines("run-1")).toEqual([
      "received received",
      "planned matched stop nb-1",
      "decided matched",
    ]);
  });

  it("judges a slot of long ago", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(NOW - 100 * HOUR), { dryRun: true });
    expect(await world.lines("run-1")).toContain("planned matched stop nb-1");
  });
});

describe("what is too old", () => {
  it("ignores a slot that nobody judged in time: on Monday nobody stops what was due on Friday", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.clock.nowMs += TICK_LIFE_MS + 1;
    expect((await world.take(tick())).status).toBe("finished");
    expect(await world.lines("run-1")).toEqual([
      "received received",
      "ignored superseded",
      "decided superseded",
      "finished nothing-to-do",
    ]);
  });

  it("does not begin what a slot planned long ago", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    world.clock.nowMs += TICK_LIFE_MS + 1;
    expect((await world.pass("run-1")).status).toBe("finished");
    expect((await world.entries("run-1")).slice(-2).map(line)).toEqual([
      "skipped superseded stop nb-1",
      "finished done",
    ]);
    expect(world.cloud.sent).toEqual([]);
  });

  it("begins what a person asked for, a day long", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await world.take(ticket(), { dryRun: true });
    world.clock.nowMs += 20 * HOUR;
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("ends a run whose machine never stops changing", async () => {
    const world = createWorld({ machines: [server()], config: { policies: [] } });
    await world.take(request({ resource: "ds-1" }), { dryRun: true });
    world.cloud.machines.set("ds-1", server({ standing: "changing", status: "STARTING" }));
    expect((await world.pass("run-1")).status).toBe("waiting");
    world.clock.nowMs += 25 * HOUR;
    expect((await world.pass("run-1")).status).toBe("finished");
    expect((await world.lines("run-1")).at(-2)).toBe("skipped superseded stop ds-1");
  });

  it("asks a person about a step whose machine cannot be read for a day", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick());
    world.cloud.showing.unreadable = true;
    world.clock.nowMs += 23 * HOUR;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await world.lines("run-1")).at(-1)).toBe("accepted accepted stop nb-1");
    world.clock.nowMs += 2 * HOUR;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await world.entries("run-1")).at(-1)).toMatchObject({ phase: "unknown", reason: "undecided" });
  });
});

describe("two processes on one run", () => {
  it("let the slower one step back, and nothing is sent twice", async () => {
    const world = createWorld({ machines: [notebook()] });
    const { run } = await world.take(tick(), { dryRun: true });
    const reports = await Promise.all([world.pass(run), world.pass(run), world.pass(run)]);
    expect(reports.map(({ status }) => status).toSorted()).toEqual(["waiting", "yielded", "yielded"]);
    expect(world.cloud.sent).toHaveLength(1);
  });

  it("let the slower one step back while it decides", async () => {
    const world = createWorld({ machines: [notebook()] });
    const reports = await Promise.all([world.take(tick()), world.take(tick())]);
    expect(reports.map(({ status }) => status).toSorted()).toEqual(["waiting", "yielded"]);
    expect(world.cloud.sent).toHaveLength(1);
    expect((await world.lines("run-1")).filter((entry) => entry.startsWith("decided"))).toHaveLength(1);
  });

  it("close the run once", async () => {
    const world = createWorld({ machines: [notebook()] });
    const { run } = await world.take(tick());
    world.clock.nowMs += 5 * MINUTE;
    await Promise.all([world.pass(run), world.pass(run)]);
    expect(finishedEntries(world)).toHaveLength(1);
  });
});

describe("a store that fails", () => {
  it("throws what is not a conflict, and nothing is sent", async () => {
    let appends = 0;
    const world = createWorld({
      machines: [notebook()],
      wrap: (store) => ({
        ...store,
        append: (...args) => {
          appends += 1;
          if (appends > 1) return Promise.reject(new AutomationError("store-failed", "the disk is full"));
          return store.append(...args);
        },
      }),
    });
    await expect(world.take(tick())).rejects.toMatchObject({ code: "store-failed" });
    expect(world.cloud.sent).toEqual([]);
  });

  it("leaves a draft behind when it fails in the middle of a decision, and the draft never acts", async () => {
    // More lines than one append takes: most are skips, so that the steps lie on both sides of the break.
    const many = Array.from({ length: 1_010 }, (_, index) => notebook({ id: `nb-${index + 1_000}` }));
    const machines = many.map((machine, index) => (index < 990 ? stopped(machine) : machine));
    let fail = true;
    const world = createWorld({
      machines,
      wrap: (store) => ({
        ...store,
        append: (run, seq, entries: readonly NewEntry[], options) =>
          fail && entries.some(({ phase }) => phase === "decided")
            ? Promise.reject(new AutomationError("store-failed", "the power went out"))
            : store.append(run, seq, entries, options),
      }),
    });
    await expect(world.take(tick())).rejects.toMatchObject({ code: "store-failed" });
    expect((await world.entries("run-1")).length).toBe(1_002);
    fail = false;
    const log = await world.finish("run-1");
    expect(world.cloud.effects).toHaveLength(20);
    expect(new Set(effects(world)).size).toBe(20);
    expect(log.at(-1)).toMatchObject({ phase: "finished", text: "20 succeeded" });
    expect((await world.store.verify({})).problems).toEqual([]);
  });
});

describe("advanceRun", () => {
  it("throws a bug on, instead of calling it a conflict", async () => {
    const world = createWorld({ machines: [notebook()] });
    const { run } = await world.take(tick(), { dryRun: true });
    world.cloud.preparing.error = new TypeError("a bug");
    await expect(advanceRun(run, world.ports())).rejects.toThrow("a bug");
    expect(world.cloud.sent).toEqual([]);
  });
});
