import { describe, expect, it } from "vitest";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import { alarm, leasePolicy, policy, rebuildPolicy, ticket, trace } from "../../fixtures/policies.ts";
import { HOUR, idleSignals, MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const starting = () => notebook({ status: "STARTING", standing: "changing" });
const lease = { config: { policies: [leasePolicy()] } };

async function taken(world: World, event: AutomationEvent = trace()): Promise<string> {
  return (await world.take(event)).run;
}

function becomes(world: World, machine: ReturnType<typeof notebook>): void {
  world.cloud.machines.set(machine.id, machine);
}

describe("a trace of a notebook that still starts", () => {
  it("waits until it runs, is told once, and then sets its lease", async () => {
    const world = createWorld({ ...lease, machines: [starting()] });
    const run = await taken(world);
    await world.pass(run);
    expect(await world.lines(run)).toEqual(["received received", "deferred waiting"]);
    becomes(world, notebook());
    await world.finish(run);
    expect(world.cloud.effects.map(({ verb, ref }) => `${verb} ${ref}`)).toEqual([
      "lease prod/notebook/nb-1",
    ]);
  });

  it("waits for one that is not listed yet", async () => {
    const world = createWorld({ ...lease, machines: [] });
    const run = await taken(world);
    expect(await world.lines(run)).toEqual(["received received", "deferred waiting"]);
    becomes(world, notebook());
    await world.finish(run);
    expect(world.cloud.effects).toHaveLength(1);
  });

  it("gives up after half an hour, with the reason", async () => {
    const world = createWorld({ ...lease, machines: [starting()] });
    const run = await taken(world);
    world.clock.nowMs += 30 * MINUTE;
    await world.pass(run);
    expect((await world.lines(run)).at(-1)).toBe("deferred waiting");
    world.clock.nowMs += 1;
    await world.pass(run);
    expect((await world.lines(run)).slice(-3)).toEqual([
      "skipped changing lease nb-1",
      "decided matched",
      "finished nothing-to-do",
    ]);
  });

  it("does not wait for one that was stopped again", async () => {
    const world = createWorld({ ...lease, machines: [stopped(notebook())] });
    const run = await taken(world);
    expect(await world.lines(run)).toContain("skipped wrong-state lease nb-1");
  });
});

it("reads the one notebook and no list", async () => {
  const world = createWorld({ ...lease, machines: [notebook(), notebook({ id: "nb-2" })] });
  await taken(world);
  expect(world.cloud.reads.filter((read) => read.startsWith("list"))).toEqual([]);
});

it("does not let what somebody else sent wait for a machine", async () => {
  const changing = server({ status: "REBOOTING", standing: "changing" });
  const world = createWorld({ config: { policies: [rebuildPolicy()] }, machines: [changing] });
  const run = await taken(world, ticket());
  expect((await world.lines(run)).at(-1)).toBe("finished nothing-to-do");
});

describe("an alarm that is told again and again", () => {
  const idle = policy({ on: { kind: "alarm", name: "*", when: null }, idleMs: 2 * HOUR });
  const again = (minutes: number) => alarm({ timeMs: alarm().data.timeMs + minutes * MINUTE });

  it("writes why a machine is left alone only when that has changed", async () => {
    const world = createWorld({ config: { policies: [idle] }, machines: [notebook()] });
    const skips = async (minutes: number) =>
      (await world.lines(await taken(world, again(minutes)))).filter((line) => line.startsWith("skipped"));
    expect(await skips(0)).toEqual(["skipped no-evidence stop nb-1"]);
    expect(await skips(1)).toEqual([]);
    world.cloud.signals.set("prod/notebook/nb-1", idleSignals({ max: 60 }));
    expect(await skips(2)).toEqual(["skipped busy stop nb-1"]);
  });

  it("waits while nothing can be read, and for nothing once its machines were judged", async () => {
    const world = createWorld({ config: { policies: [idle] }, machines: [notebook()] });
    world.cloud.listing.failed = "the cloud is down";
    const run = await taken(world, again(0));
    expect((await world.lines(run)).at(-1)).toBe("deferred target-failed");
    world.cloud.listing.failed = null;
    await world.finish(run);
    const mixed = createWorld({
      config: { policies: [{ ...idle, resources: ["notebook", "dev-server"] }] },
      machines: [notebook()],
    });
    mixed.cloud.listing.doubt = "it changed while it was read";
    expect((await mixed.lines(await taken(mixed, again(0)))).at(-1)).toBe("finished nothing-to-do");
  });
});
