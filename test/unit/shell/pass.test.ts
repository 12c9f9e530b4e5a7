import { describe, expect, it } from "vitest";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { entryAt } from "../../../lib/shell/entry.ts";
import {
  append,
  appendWithPermits,
  beginPass,
  type Pass,
  stateOf,
  whyNotStart,
  Yielded,
} from "../../../lib/shell/pass.ts";
import { DEADLINE_MARGIN_MS, type PassOptions } from "../../../lib/shell/shell-ports.ts";
import { ticket } from "../../fixtures/policies.ts";
import { NOW } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

async function passOf(world: World, options: PassOptions = {}): Promise<Pass> {
  const event = ticket();
  const ports = world.ports();
  const { run } = await acceptEvent(event, ports);
  const stored = await ports.store.read(run);
  if (!stored) throw new Error("the run was not kept");
  return beginPass(stored, ports, options);
}

/** Another process that reads the same run now. */
async function again({ ports, run }: Pass): Promise<Pass> {
  const stored = await ports.store.read(run);
  if (!stored) throw new Error("the run was not kept");
  return beginPass(stored, ports, {});
}

const entry = (text: string) => entryAt(NOW, { phase: "ignored", reason: "no-policy", text });

describe("append", () => {
  it("writes nothing of nothing", async () => {
    const pass = await passOf(createWorld());
    await append(pass, []);
    expect(stateOf(pass).lastSeq).toBe(1);
  });

  it("writes more than the log takes at once in pieces, in order", async () => {
    const world = createWorld();
    const pass = await passOf(world);
    await append(
      pass,
      Array.from({ length: 1_100 }, (_, index) => entry(`${index}`)),
    );
    const texts = (await world.entries(pass.run)).slice(1).map(({ text }) => text);
    expect(texts).toEqual(Array.from({ length: 1_100 }, (_, index) => `${index}`));
    expect(stateOf(pass).lastSeq).toBe(1_101);
    expect((await world.store.verify({})).problems).toEqual([]);
  });

  it("steps back when somebody else wrote first", async () => {
    const world = createWorld();
    const pass = await passOf(world);
    const slower = await again(pass);
    await append(pass, [entry("first")]);
    await expect(append(slower, [entry("second")])).rejects.toThrow(Yielded);
    expect(await world.entries(pass.run)).toHaveLength(2);
  });

  it("steps back when the run has ended", async () => {
    const pass = await passOf(createWorld());
    await append(pass, [entryAt(NOW, { phase: "finished", reason: "done" })]);
    await expect(append(pass, [entry("late")])).rejects.toThrow("finished");
  });
});

describe("a lease that a write gives back", () => {
  async function holding(world: World) {
    const pass = await passOf(world);
    const request = {
      holder: pass.run,
      resources: ["prod/notebook/nb-1"],
      nowMs: NOW,
      untilMs: NOW + 60_000,
    };
    const [taken] = await world.store.takeLeases(request);
    if (!taken) throw new Error("no lease");
    const { tookOver: _, ...lease } = taken;
    pass.leases.set(lease.resource, lease);
    return { pass, lease };
  }

  it("is known to be gone", async () => {
    const world = createWorld();
    const { pass, lease } = await holding(world);
    await append(pass, [entry("done")], { leases: [lease], release: [lease] });
    expect(pass.leases.size).toBe(0);
    expect(world.state.leases.get(lease.resource)?.untilMs).toBe(0);
  });

  it("is still ours when the write did not happen", async () => {
    const world = createWorld();
    const { pass, lease } = await holding(world);
    await append(await again(pass), [entry("first")]);
    await expect(append(pass, [entry("done")], { release: [lease] })).rejects.toThrow(Yielded);
    expect(pass.leases.get(lease.resource)).toEqual(lease);
    expect(world.state.leases.get(lease.resource)?.untilMs).toBe(lease.untilMs);
  });

  it("is one on which the write may rest no more when another has it", async () => {
    const world = createWorld();
    const { pass, lease } = await holding(world);
    const { resource, untilMs } = lease;
    const request = { holder: "run-9", resources: [resource], nowMs: untilMs, untilMs: untilMs + 1 };
    await world.store.takeLeases(request);
    await expect(append(pass, [entry("done")], { leases: [lease] })).rejects.toThrow("fence");
  });

  it("is given back by the last of several writes, since all of them rest on it", async () => {
    const world = createWorld();
    const { pass, lease } = await holding(world);
    const many = Array.from({ length: 1_001 }, (_, index) => entry(`${index}`));
    await append(pass, many, { leases: [lease], release: [lease] });
    expect(stateOf(pass).lastSeq).toBe(1_002);
    expect(world.state.leases.get(lease.resource)?.untilMs).toBe(0);
  });
});

describe("appendWithPermits", () => {
  it("reserves each permit once, and writes nothing when one is taken", async () => {
    const world = createWorld();
    const pass = await passOf(world);
    expect(await appendWithPermits(pass, [entry("a")], { permits: ["p1"] })).toBe(true);
    expect(await appendWithPermits(pass, [entry("b")], { permits: ["p2", "p1"] })).toBe(false);
    expect(await appendWithPermits(pass, [entry("c")], { permits: ["p2"] })).toBe(true);
    expect((await world.entries(pass.run)).map(({ text }) => text).slice(1)).toEqual(["a", "c"]);
  });

  it("steps back when somebody else wrote first", async () => {
    const pass = await passOf(createWorld());
    const slower = await again(pass);
    await append(pass, [entry("first")]);
    await expect(appendWithPermits(slower, [entry("second")], { permits: ["p1"] })).rejects.toThrow(Yielded);
    expect(await appendWithPermits(pass, [entry("third")], { permits: ["p1"] })).toBe(true);
  });
});

describe("whyNotStart", () => {
  it.each([
    [undefined, undefined],
    [NOW + DEADLINE_MARGIN_MS, undefined],
    [NOW + DEADLINE_MARGIN_MS - 1, "deadline"],
  ])("with the deadline %d says %j", async (deadlineMs, expected) => {
    const options = deadlineMs === undefined ? {} : { deadlineMs };
    expect(await whyNotStart(await passOf(createWorld(), options))).toBe(expected);
  });

  it("says that Curfew is paused", async () => {
    const world = createWorld();
    await world.store.writePause({ paused: true, why: null, by: null, at: null });
    expect(await whyNotStart(await passOf(world))).toBe("paused");
  });
});
