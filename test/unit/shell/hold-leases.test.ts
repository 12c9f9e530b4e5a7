import { describe, expect, it } from "vitest";
import { LEASE_LEFT_MIN_MS, LEASE_LIFE_MS } from "../../../lib/core/lease-life.ts";
import { LEASES_MAX } from "../../../lib/domain/lease.ts";
import { coveringLeases, holdLeases } from "../../../lib/shell/hold-leases.ts";
import { beginPass, stateOf } from "../../../lib/shell/pass.ts";
import { policy, tick, WIDE_LIMITS } from "../../fixtures/policies.ts";
import { MINUTE, NOW, notebook, server } from "../../fixtures/resources.ts";
import { freeze } from "./frozen-pass.ts";
import { effects, held, overlap } from "./overlap.ts";
import { leases, writes } from "./tapped-ports.ts";
import { createWorld, type World } from "./world.ts";

const B = "prod/dev-server/b";

async function waits(world: World): Promise<readonly string[]> {
  return (await world.lines("run-2")).filter((line) => line.includes("leased"));
}

/** A pass over a run as it is kept now. */
async function passOf(world: World, run: string) {
  const stored = await world.store.read(run);
  if (!stored) throw new Error(`no ${run}`);
  return beginPass(stored, world.ports(), {});
}

describe("two runs that share one machine", () => {
  it("wait for each other at that machine alone", async () => {
    const world = await overlap();
    await world.pass("run-1");
    expect((await world.pass("run-2")).status).toBe("waiting");
    expect(effects(world)).toEqual(["reboot a", "reboot b", "stop c"]);
    expect(await waits(world)).toEqual(["deferred leased stop b"]);
  });

  it("say once that they wait, however many passes come by", async () => {
    const world = await overlap();
    await world.pass("run-1");
    for (let minute = 0; minute < 5; minute += 1) {
      expect((await world.pass("run-2")).status).toBe("waiting");
      world.clock.nowMs += 10_000;
    }
    expect(await waits(world)).toHaveLength(1);
    expect((await world.entries("run-2")).find(({ reason }) => reason === "leased")).toMatchObject({
      text: "another run acts on this machine, so it waits for its turn",
      resource: B,
    });
  });

  it("do not ask for it again in the same pass", async () => {
    const asked: (readonly string[])[] = [];
    const world = await overlap({
      wrap: (store) => ({
        ...store,
        takeLeases: (request) => {
          if (request.holder === "run-2") asked.push(request.resources);
          return store.takeLeases(request);
        },
      }),
    });
    await world.pass("run-1");
    await world.pass("run-2");
    expect(asked).toEqual([[B, "prod/dev-server/c"]]);
  });

  it("act on it one after the other, and both end", async () => {
    const world = await overlap();
    await world.pass("run-1");
    await world.pass("run-2");
    world.clock.nowMs += 5 * MINUTE;
    // B has long been rebooted; as long as nobody has seen it, it is not the other run's turn.
    await world.pass("run-2");
    expect(effects(world)).not.toContain("stop b");
    expect((await world.pass("run-1")).status).toBe("finished");
    await world.pass("run-2");
    expect(effects(world)).toEqual(["reboot a", "reboot b", "stop c", "stop b"]);
    expect((await world.finish("run-2")).at(-1)).toMatchObject({ reason: "done", text: "2 succeeded" });
  });

  it("go at it at the same moment, and one of them gets each machine", async () => {
    const world = await overlap();
    const reports = await Promise.all([world.pass("run-1"), world.pass("run-2")]);
    expect(reports.map(({ status }) => status)).toEqual(["waiting", "waiting"]);
    expect(effects(world).filter((effect) => effect.endsWith(" b"))).toHaveLength(1);
    await world.finish("run-1");
    await world.finish("run-2");
    expect(effects(world).toSorted()).toEqual(["reboot a", "reboot b", "stop b", "stop c"]);
  });

  it("need no turns when each is done before the other begins", async () => {
    const world = await overlap();
    await world.finish("run-1");
    await world.finish("run-2");
    expect(await waits(world)).toEqual([]);
  });
});

describe("a lease whose holder died", () => {
  it.each([
    ["after taking it", { at: leases(B), side: "after" }],
    ["before it could announce the call", { at: writes("submitting"), side: "before" }],
    ["after announcing the call", { at: writes("submitting"), side: "after" }],
  ] as const)("%s is taken over when its life is over, and not before", async (_when, point) => {
    const world = await overlap();
    await freeze(world, "run-1", point);
    world.clock.nowMs += LEASE_LIFE_MS - 1;
    await world.pass("run-2");
    expect(effects(world)).toEqual(["stop c"]);
    expect(held(world)).toMatchObject({ b: "run-1" });
    world.clock.nowMs += 1;
    await world.pass("run-2");
    expect(effects(world)).toEqual(["stop c", "stop b"]);
    expect(held(world)).toMatchObject({ b: "run-2" });
    expect(await waits(world)).toHaveLength(1);
  });

  it("is no hindrance to the next pass over the same run", async () => {
    const world = await overlap();
    await freeze(world, "run-1", { at: leases(B), side: "after" });
    world.clock.nowMs += 1;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect(effects(world)).toEqual(["reboot a", "reboot b"]);
    const fences = [...world.state.leases].filter(([resource]) => resource.startsWith("prod/"));
    expect(fences.map(([, { fence }]) => fence)).toEqual([1, 1]);
  });

  it("comes back to the first run when the second is done with it", async () => {
    const world = await overlap();
    await freeze(world, "run-1", { at: writes("submitting") });
    world.clock.nowMs += LEASE_LIFE_MS;
    await world.pass("run-2");
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect(effects(world)).toEqual(["stop b", "stop c", "reboot a"]);
    expect(await world.lines("run-1")).toContain("deferred leased reboot b");
    world.clock.nowMs += 5 * MINUTE;
    await world.finish("run-2");
    const log = await world.finish("run-1");
    // By now it is off, and what is off is not rebooted.
    expect(log.find(({ phase }) => phase === "skipped")).toMatchObject({ reason: "superseded", resource: B });
  });
});

describe("holdLeases", () => {
  it("takes one lease for all steps of a machine, and asks the store for what it lacks only", async () => {
    const world = await overlap();
    const pass = await passOf(world, "run-1");
    const states = [...stateOf(pass).steps.values()];
    expect(await holdLeases(pass, [...states, ...states])).toHaveLength(4);
    expect([...pass.leases.values()]).toMatchObject([
      { resource: "prod/dev-server/a", holder: "run-1", fence: 1, untilMs: NOW + LEASE_LIFE_MS },
      { resource: B, holder: "run-1", fence: 1, untilMs: NOW + LEASE_LIFE_MS },
    ]);
    world.clock.nowMs += LEASE_LIFE_MS - LEASE_LEFT_MIN_MS;
    await holdLeases(pass, states);
    expect(pass.leases.get(B)?.untilMs).toBe(NOW + LEASE_LIFE_MS);
  });

  it("renews a lease that has too little left for a call, under the same fence", async () => {
    const world = await overlap();
    const pass = await passOf(world, "run-1");
    const states = [...stateOf(pass).steps.values()];
    await holdLeases(pass, states);
    world.clock.nowMs += LEASE_LIFE_MS - LEASE_LEFT_MIN_MS + 1;
    expect(await holdLeases(pass, states)).toEqual(states);
    expect(pass.leases.get(B)).toMatchObject({ fence: 1, untilMs: world.clock.nowMs + LEASE_LIFE_MS });
  });

  it("knows no lease any more that another run has taken over", async () => {
    const world = await overlap();
    const pass = await passOf(world, "run-1");
    const states = [...stateOf(pass).steps.values()];
    await holdLeases(pass, states);
    world.clock.nowMs += LEASE_LIFE_MS;
    const other = await passOf(world, "run-2");
    await holdLeases(other, [...stateOf(other).steps.values()]);
    expect((await holdLeases(pass, states)).map(({ step }) => step.resource)).toEqual(["prod/dev-server/a"]);
    expect([...pass.leases.keys()]).toEqual(["prod/dev-server/a"]);
  });

  it("asks for more machines than one request may name, request by request", async () => {
    const machines = Array.from({ length: LEASES_MAX + 1 }, (_, index) => notebook({ id: `nb-${index}` }));
    const limits = { ...WIDE_LIMITS, perRun: 10_000, percent: 100, perOwnerPerHour: 10_000 };
    const asked: number[] = [];
    const world = createWorld({
      machines,
      config: { limits, policies: [policy()] },
      wrap: (store) => ({
        ...store,
        takeLeases: (request) => {
          asked.push(request.resources.length);
          return store.takeLeases(request);
        },
      }),
    });
    await world.take(tick(), { dryRun: true });
    const pass = await passOf(world, "run-1");
    expect(await holdLeases(pass, [...stateOf(pass).steps.values()])).toHaveLength(LEASES_MAX + 1);
    expect(asked).toEqual([LEASES_MAX, 1]);
  });
});

describe("coveringLeases", () => {
  const lease = (id: string, untilMs: number) =>
    [
      `prod/dev-server/${id}`,
      { resource: `prod/dev-server/${id}`, holder: "run-1", fence: 1, untilMs },
    ] as const;

  async function covering(untilMs: number, ...ids: readonly string[]) {
    const pass = await passOf(await overlap(), "run-1");
    for (const id of ["a", "b"]) pass.leases.set(...lease(id, id === "b" ? untilMs : NOW + LEASE_LIFE_MS));
    return coveringLeases(
      pass,
      ids.map((id) => server({ id }).ref),
      NOW,
    );
  }

  it("are all those of the machines, when the call cannot outlive any of them", async () => {
    const [a, b] = [lease("a", NOW + LEASE_LIFE_MS)[1], lease("b", NOW + LEASE_LEFT_MIN_MS)[1]];
    expect(await covering(NOW + LEASE_LEFT_MIN_MS, "a", "b")).toEqual([a, b]);
  });

  it("are none when one of them has too little left", async () => {
    expect(await covering(NOW + LEASE_LEFT_MIN_MS - 1, "a", "b")).toBeUndefined();
    expect(await covering(NOW + LEASE_LEFT_MIN_MS - 1, "a")).toHaveLength(1);
  });

  it("are none when one of them is missing", async () => {
    expect(await covering(NOW + LEASE_LIFE_MS, "a", "c")).toBeUndefined();
  });
});
