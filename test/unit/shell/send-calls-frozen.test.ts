import { describe, expect, it } from "vitest";
import { LEASE_LEFT_MIN_MS, LEASE_LIFE_MS } from "../../../lib/core/lease-life.ts";
import { resolveStep } from "../../../lib/shell/resolve-step.ts";
import { FULL_NOTEBOOK } from "../../fixtures/modelarts-requests.ts";
import { request, tick } from "../../fixtures/policies.ts";
import { MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { freeze } from "./frozen-pass.ts";
import { effects, held, overlap, serversPolicy } from "./overlap.ts";
import { leases, type PortCall, writes } from "./tapped-ports.ts";
import { createWorld, type World } from "./world.ts";

const B = "prod/dev-server/b";
const SLACK_MS = LEASE_LIFE_MS - LEASE_LEFT_MIN_MS;
const sends = ({ name }: PortCall) => name === "cloud.send";
const prepares = ({ name }: PortCall) => name === "cloud.prepare";

/** Run-1 stops B and nothing else, run-2 stops B and C. */
function twoStops(): Promise<World> {
  const stop = { verb: "stop", parameters: {} } as const;
  const policies = [serversPolicy("reboots", ["b"], stop), serversPolicy("stops", ["b", "c"], stop)];
  return overlap({ config: { policies } });
}

describe("a process that froze between taking a lease and signing", () => {
  it.each([
    ["while it took the lease", { at: leases(B), side: "after" }],
    ["while it looked at the machines", { at: ({ name }: PortCall) => name === "cloud.show", side: "after" }],
  ] as const)("%s sends nothing when the lease could end before the call does", async (_when, point) => {
    const world = await twoStops();
    const before = await world.lines("run-1");
    const frozen = await freeze(world, "run-1", point);
    world.clock.nowMs += SLACK_MS + 1;
    expect((await frozen.thaw()).status).toBe("yielded");
    expect(world.cloud.sent).toEqual([]);
    expect(await world.lines("run-1")).toEqual(before);
  });

  it("goes on when the lease lives as long as the call", async () => {
    const world = await twoStops();
    const frozen = await freeze(world, "run-1", { at: leases(B), side: "after" });
    world.clock.nowMs += SLACK_MS;
    expect((await frozen.thaw()).status).toBe("waiting");
    expect(effects(world)).toEqual(["stop b"]);
  });

  it("leaves the work to the next pass, which takes the lease anew", async () => {
    const world = await twoStops();
    const frozen = await freeze(world, "run-1", { at: prepares });
    world.clock.nowMs += SLACK_MS + 1;
    await frozen.thaw();
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop b"]);
  });

  it("and was not the only one at work does not take the lease back", async () => {
    const world = await twoStops();
    const frozen = await freeze(world, "run-1", { at: leases(B), side: "before" });
    await world.pass("run-2");
    expect((await frozen.thaw()).status).toBe("waiting");
    expect(effects(world)).toEqual(["stop b", "stop c"]);
    expect(held(world)).toMatchObject({ b: "run-2" });
  });
});

describe("a process that froze before it announced its call", () => {
  it("is fenced out by the run that has taken the machine over", async () => {
    const world = await twoStops();
    const before = await world.lines("run-1");
    const frozen = await freeze(world, "run-1", { at: writes("submitting") });
    world.clock.nowMs += LEASE_LIFE_MS;
    await world.pass("run-2");
    expect((await frozen.thaw()).status).toBe("yielded");
    expect(world.cloud.sent.flat().filter(({ resource }) => resource === B)).toHaveLength(1);
    expect(await world.lines("run-1")).toEqual(before);
    expect(held(world)).toMatchObject({ b: "run-2" });
  });

  it("is fenced out also when that run is done with the machine by then", async () => {
    const world = await twoStops();
    const frozen = await freeze(world, "run-1", { at: writes("submitting") });
    world.clock.nowMs += LEASE_LIFE_MS;
    await world.pass("run-2");
    world.clock.nowMs += 5 * MINUTE;
    await world.finish("run-2");
    // Somebody has started it since: the stop of twenty minutes ago must not take it away again.
    const machine = world.cloud.machines.get("b");
    if (machine) world.cloud.machines.set("b", { ...machine, status: "RUNNING", standing: "running" });
    expect((await frozen.thaw()).status).toBe("yielded");
    expect(effects(world)).toEqual(["stop b", "stop c"]);
  });

  it("says nothing when another pass of its run has gone on without it", async () => {
    const world = await twoStops();
    const frozen = await freeze(world, "run-1", { at: writes("submitting") });
    await world.pass("run-1");
    expect((await frozen.thaw()).status).toBe("yielded");
    expect(effects(world)).toEqual(["stop b"]);
    expect((await world.lines("run-1")).filter((line) => line.startsWith("submitting"))).toHaveLength(1);
  });
});

describe("a process that froze while it sent", () => {
  it("does not write an answer that comes after another run has taken the machine over", async () => {
    const world = await twoStops();
    const frozen = await freeze(world, "run-1", { at: sends, side: "after" });
    const announced = await world.lines("run-1");
    world.clock.nowMs += LEASE_LIFE_MS;
    await world.pass("run-2");
    expect((await frozen.thaw()).status).toBe("yielded");
    expect(await world.lines("run-1")).toEqual(announced);
  });

  it("has its call followed by the next pass of its run, which leaves the other's lease alone", async () => {
    const world = await twoStops();
    const frozen = await freeze(world, "run-1", { at: sends, side: "after" });
    world.clock.nowMs += LEASE_LIFE_MS;
    // The second run finds B running again and has just taken it over.
    const machine = world.cloud.machines.get("b");
    if (!machine) throw new Error("no b");
    world.cloud.machines.set("b", { ...machine, status: "RUNNING", standing: "running" });
    const second = await freeze(world, "run-2", { at: leases(B), side: "after" });
    await frozen.thaw();
    world.cloud.machines.set("b", { ...machine, status: "STOPPED", standing: "stopped" });
    expect((await world.pass("run-1")).status).toBe("finished");
    expect((await world.lines("run-1")).slice(-2)).toEqual(["succeeded confirmed stop b", "finished done"]);
    expect(held(world)).toMatchObject({ b: "run-2" });
    await second.thaw();
    expect((await world.finish("run-2")).at(-1)).toMatchObject({ reason: "done" });
  });
});

describe("an answer that finds the run written to meanwhile", () => {
  const order = request({ verb: "create-notebook", parameters: { ...FULL_NOTEBOOK } });
  const answers = async (world: World) =>
    (await world.entries("run-1")).filter(({ phase }) => phase === "accepted");

  /** Another pass says something about the run as a whole, and nothing about the order. */
  async function saySomething(world: World): Promise<void> {
    const paused = { paused: true, why: null, by: null, at: null };
    await world.store.writePause(paused);
    const entries = await world.entries("run-1");
    const { v: _v, run: _run, seq: _seq, event: _event, ...last } = entries.at(-1) ?? fail();
    const entry = { ...last, phase: "deferred", reason: "paused", step: null, details: {} } as const;
    expect(await world.store.append("run-1", entries.length, [entry])).toMatchObject({ ok: true });
    await world.store.writePause({ ...paused, paused: false });
  }

  function fail(): never {
    throw new Error("no entry");
  }

  it("is written once where nothing was concluded, and the pass goes no further", async () => {
    const world = createWorld();
    world.cloud.onSend = () => saySomething(world);
    expect((await world.take(order)).status).toBe("yielded");
    expect(await answers(world)).toMatchObject([{ call: "call-2", details: { created: "made-1" } }]);
    world.cloud.onSend = () => undefined;
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
    expect(await answers(world)).toHaveLength(1);
    expect(world.cloud.sent).toHaveLength(1);
  });

  it("is written also when others wrote twice, and is given up after the third time", async () => {
    for (const [times, written] of [
      [2, 1],
      [3, 0],
    ]) {
      let left = times ?? 0;
      const world: World = createWorld({
        wrap: (store) => ({
          ...store,
          append: async (run, seq, entries, options) => {
            if (left > 0 && entries.some(({ phase }) => phase === "accepted")) {
              left -= 1;
              await saySomething(world);
            }
            return store.append(run, seq, entries, options);
          },
        }),
      });
      expect((await world.take(order)).status).toBe("yielded");
      expect(await answers(world)).toHaveLength(written ?? 0);
    }
  });

  it("is not written again where it was written, though the store said that it was not", async () => {
    let once = true;
    const world = createWorld({
      wrap: (store) => ({
        ...store,
        append: async (run, seq, entries, options) => {
          const answer = await store.append(run, seq, entries, options);
          if (!once || !entries.some(({ phase }) => phase === "accepted")) return answer;
          once = false;
          return { ok: false, conflict: "sequence" };
        },
      }),
    });
    expect((await world.take(order)).status).toBe("yielded");
    expect(await answers(world)).toHaveLength(1);
  });

  it("is left out where a person has said what happened", async () => {
    const world = createWorld();
    world.cloud.onSend = async ([step]) => {
      const word = { run: "run-1", step: step?.id ?? "", as: "failed", why: "saw it", by: "anna" } as const;
      await resolveStep(word, world.ports());
    };
    expect((await world.take(order)).status).toBe("yielded");
    expect(await answers(world)).toEqual([]);
    world.cloud.onSend = () => undefined;
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "some-failed" });
  });

  it("is left out where the run has ended", async () => {
    const world = createWorld();
    world.cloud.onSend = async ([step]) => {
      const word = { run: "run-1", step: step?.id ?? "", as: "failed", why: "saw it", by: "anna" } as const;
      await resolveStep(word, world.ports());
      await world.pass("run-1");
    };
    expect((await world.take(order)).status).toBe("yielded");
    expect(await answers(world)).toEqual([]);
    expect((await world.lines("run-1")).at(-1)).toBe("finished some-failed");
  });

  it.each([
    ["was taken", "accepted"],
    ["has no answer yet", "lost-after"],
  ] as const)("is left out where the step waits for another call by now, which %s", async (_what, second) => {
    const world = createWorld({ machines: [notebook()] });
    const slow = await freeze(world, (await world.take(tick(), { dryRun: true })).run, { at: sends });
    // Nothing has arrived, so a minute later the next pass sends it again.
    world.clock.nowMs = NOW + MINUTE;
    world.cloud.script.push(second, "rejected");
    await world.pass("run-1");
    expect((await slow.thaw()).status).toBe("yielded");
    expect(await world.lines("run-1")).not.toContain("rejected rejected stop nb-1");
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done", text: "1 succeeded" });
  });

  it("is written for one machine also when another one of the same chunk has been concluded", async () => {
    const machines = ["nb-1", "nb-2", "nb-3"].map((id) => notebook({ id }));
    const world = createWorld({ machines, settleMs: 0 });
    const { run } = await world.take(tick(), { dryRun: true });
    // The first call goes alone; the other two are under way together, and one of them takes its time.
    let calls = 0;
    const isSecond = (call: PortCall) => {
      if (sends(call)) calls += 1;
      return sends(call) && calls === 2;
    };
    const slow = await freeze(world, run, { at: isSecond });
    await world.pass(run);
    expect(await world.lines(run)).toContain("succeeded confirmed stop nb-3");
    await slow.thaw();
    expect(await world.lines("run-1")).toContain("accepted accepted stop nb-2");
  });
});
