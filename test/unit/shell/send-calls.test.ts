import { describe, expect, it } from "vitest";
import { AutomationError } from "../../../lib/domain/errors.ts";
import type { AppendConflict } from "../../../lib/ports/status-log.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { runEvent } from "../../../lib/shell/run-event.ts";
import { FULL_NOTEBOOK } from "../../fixtures/modelarts-requests.ts";
import { policy, rebuildPolicy, request, tick, ticket } from "../../fixtures/policies.ts";
import { at, MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, line } from "./world.ts";

const servers = Array.from({ length: 3 }, (_, index) => server({ id: `ds-${index + 1}` }));
const SERVERS = { policies: [policy({ resources: ["dev-server"] })] };
const REBUILD = { policies: [rebuildPolicy()] };

/** Answers the announcement of a call with a conflict, as when somebody else was first. */
function conflictOnAnnouncement(conflict: AppendConflict) {
  return (store: Store): Store => ({
    ...store,
    append: async (run, seq, entries, options) =>
      entries.some(({ phase }) => phase === "submitting")
        ? { ok: false, conflict }
        : store.append(run, seq, entries, options),
  });
}

describe("the announcement", () => {
  it("stands in the log before the call leaves, with the machine as it was read", async () => {
    const world = createWorld({ machines: [notebook()] });
    let announced: unknown;
    world.cloud.onSend = async () => {
      announced = (await world.entries("run-1")).at(-1);
    };
    await world.take(tick());
    expect(announced).toMatchObject({
      phase: "submitting",
      action: "stop",
      call: "call-2",
      text: "Fake stop",
      details: {
        operation: "Fake stop",
        signedAt: at(),
        attempt: 1,
        fence: 1,
        owner: "anna",
        pre: { status: "RUNNING", updatedAtMs: notebook().updatedAtMs, imageId: "image-1" },
      },
    });
  });

  it("names every machine of a batch, and each shares the id of the call", async () => {
    const world = createWorld({ machines: servers, config: SERVERS });
    let announced: readonly (string | null)[] = [];
    world.cloud.onSend = async (steps) => {
      if (steps.length === 1) return;
      announced = (await world.entries("run-1"))
        .filter(({ phase }) => phase === "submitting")
        .map(({ resource }) => resource);
    };
    await world.take(tick());
    expect(announced).toEqual(servers.map(({ ref }) => ref));
    expect(world.cloud.sent.map(({ length }) => length)).toEqual([1, 2]);
    const entries = (await world.entries("run-1")).filter(({ call }) => call !== null);
    const calls = entries.filter(({ resource }) => resource !== servers[0]?.ref);
    expect(new Set(calls.map(({ call }) => call)).size).toBe(1);
    expect(calls.map(({ phase }) => phase)).toEqual(["submitting", "submitting", "accepted", "accepted"]);
    expect(calls[0]?.text).toBe("Fake stop with 2 machines");
  });

  it.each<[AppendConflict]>([["sequence"], ["finished"], ["fence"]])(
    "that meets the conflict %s sends nothing",
    async (conflict) => {
      const world = createWorld({ machines: [notebook()], wrap: conflictOnAnnouncement(conflict) });
      expect((await world.take(tick())).status).toBe("yielded");
      expect(world.cloud.sent).toEqual([]);
    },
  );

  it("whose permit is taken sends nothing and says so", async () => {
    const world = createWorld({
      machines: [stopped(server())],
      config: REBUILD,
      wrap: conflictOnAnnouncement("permit"),
    });
    await world.take(ticket());
    expect(world.cloud.sent).toEqual([]);
    expect((await world.lines("run-1")).slice(-3)).toEqual([
      "skipped duplicate-step reinstall-os ds-1",
      "skipped dependency-failed stop ds-1",
      "finished done",
    ]);
  });

  it("that cannot be written sends nothing", async () => {
    const failing = (store: Store): Store => ({
      ...store,
      append: (run, seq, entries, options) =>
        entries.some(({ phase }) => phase === "submitting")
          ? Promise.reject(new AutomationError("store-failed", "the disk is full"))
          : store.append(run, seq, entries, options),
    });
    const world = createWorld({ machines: [notebook()], wrap: failing });
    await expect(world.take(tick())).rejects.toMatchObject({ code: "store-failed" });
    expect(world.cloud.sent).toEqual([]);
  });
});

describe("a call that cannot be built", () => {
  it.each([
    ["not-allowed", "not-allowed"],
    ["not-supported", "not-supported"],
    ["invalid-request", "call-failed"],
    ["missing-credentials", "call-failed"],
  ] as const)("because it is %s is the end of its step", async (code, reason) => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.preparing.error = new AutomationError(code, "why not");
    expect((await world.take(tick())).status).toBe("finished");
    expect((await world.entries("run-1")).at(-2)).toMatchObject({
      phase: "failed",
      reason,
      text: "why not",
      details: { error: code },
    });
    expect(world.cloud.sent).toEqual([]);
  });

  it("for want of a client is the end of its step, and the run does not wait for ever", async () => {
    const world = createWorld();
    const order = request({ verb: "create-notebook", parameters: { ...FULL_NOTEBOOK } });
    const ports = { ...world.ports(), clouds: new Map() };
    expect((await runEvent(order, ports)).status).toBe("finished");
    expect((await world.entries("run-1")).at(-2)).toMatchObject({
      phase: "failed",
      reason: "target-failed",
      text: "the target prod has no client",
    });
  });
});

describe("an answer", () => {
  it("that is lost is told, and the step stays where the announcement put it", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.script.push("lost-after");
    await world.take(tick());
    expect((await world.lines("run-1")).at(-1)).toBe("deferred answer-lost stop nb-1");
  });

  it("that another process was faster to conclude is left out, and the run goes on", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.onSend = async () => {
      // Somebody resolves the step while the call is under way.
      const entries = await world.entries("run-1");
      const last = entries.at(-1);
      if (!last) throw new Error("no entry");
      const { v: _v, run: _run, seq: _seq, event: _event, ...rest } = last;
      await world.store.append("run-1", entries.length, [
        { ...rest, phase: "succeeded", reason: "resolved-succeeded" },
      ]);
    };
    expect((await world.take(tick())).status).toBe("yielded");
    expect((await world.finish("run-1")).slice(-2).map(line)).toEqual([
      "succeeded resolved-succeeded stop nb-1",
      "finished done",
    ]);
  });

  it("that says for certain that nothing happened lets even a once-only step have another turn", async () => {
    const world = createWorld({ machines: [stopped(server())], config: REBUILD });
    world.cloud.script.push("unsent");
    await world.take(ticket());
    await world.finish("run-1");
    expect(world.cloud.sent.map(([step]) => step?.verb)).toEqual(["reinstall-os", "reinstall-os", "stop"]);
    expect(world.cloud.effects.map(({ verb }) => verb)).toEqual(["reinstall-os", "stop"]);
    expect([...world.state.permits].map((permit) => permit.slice(24))).toEqual(["", "#2", ""]);
  });

  it("with a refusal of one call leaves the calls beside it alone", async () => {
    const world = createWorld({ machines: [notebook(), notebook({ id: "nb-2" }), notebook({ id: "nb-3" })] });
    world.cloud.script.push("accepted", "rejected");
    await world.take(tick());
    await world.finish("run-1");
    expect((await world.entries("run-1")).at(-1)).toMatchObject({
      reason: "some-failed",
      text: "2 succeeded, 1 failed",
    });
  });
});

describe("a once-only call", () => {
  it("goes alone, so that a permit that is taken stops no other", async () => {
    const clean = policy({ resources: ["dev-server"], action: { verb: "delete", parameters: {} } });
    const world = createWorld({ machines: servers, config: { policies: [clean] } });
    const taken = "prod/dev-server/ds-2";
    let first = true;
    const { append } = world.store;
    const store: Store = {
      ...world.store,
      append: async (run, seq, entries, options) => {
        if (first && entries.some(({ phase, resource }) => phase === "submitting" && resource === taken)) {
          first = false;
          return { ok: false, conflict: "permit" };
        }
        return append(run, seq, entries, options);
      },
    };
    await runEvent(tick(), { ...world.ports(), store });
    world.clock.nowMs += 5 * MINUTE;
    await world.finish("run-1");
    expect(world.cloud.sent.map((steps) => steps.map(({ resource }) => resource))).toEqual([
      ["prod/dev-server/ds-1"],
      ["prod/dev-server/ds-3"],
    ]);
    expect(await world.lines("run-1")).toContain("skipped duplicate-step delete ds-2");
  });
});
