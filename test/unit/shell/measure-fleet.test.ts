import { describe, expect, it } from "vitest";
import type { FactsQuery } from "../../../lib/core/facts-needed.ts";
import type { LastVerdict } from "../../../lib/domain/memory.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import { measureFleet } from "../../../lib/shell/measure-fleet.ts";
import { HOUR, idleSignals, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { createWorld } from "./world.ts";

const flavored = (id: string, gpu: number | null) =>
  notebook({ id, flavor: { name: "f", gpu, npu: 0, vcpus: 8 } });
const GPU = flavored("nb-gpu", 1);
const CPU = flavored("nb-cpu", 0);
const ODD = flavored("nb-odd", null);

const rule = { idleMs: 6 * HOUR, idleAcceleratedMs: HOUR, graceMs: 30 * MINUTE, jupyter: false };
const wanted = (policy: string, overrides: Partial<typeof rule> = {}) =>
  ({ policy, kinds: ["notebook"], rule: { ...rule, ...overrides } }) as const;

/** What the cloud was asked, one line for each query, and what came of it. */
async function measured(
  measurements: FactsQuery["measurements"],
  lastVerdicts: Readonly<Record<string, ReadonlyMap<string, LastVerdict>>> = {},
  resources: readonly Resource[] = [GPU, CPU, ODD],
) {
  const world = createWorld({ machines: [...resources] });
  const asked: string[] = [];
  world.cloud.port.measure = async (machines, { windowMs, lookbackMs = 0, jupyter }) => {
    const hours = `${windowMs / HOUR}h+${lookbackMs / MINUTE}m${jupyter ? " asked" : ""}`;
    asked.push(`${hours} ${machines.map(({ id }) => id).join(" ")}`);
    const own = machines.map(({ ref }) => [ref, idleSignals({ windowMs })] as const);
    return { byResource: new Map(own), failed: null };
  };
  const query: FactsQuery = { lists: [], measurements, actionsMs: HOUR, policies: [] };
  const read = { resources, lastVerdicts, nowMs: NOW, bounds: {} };
  const found = await measureFleet(world.ports(), query, read);
  const windows = (policy: string) =>
    Object.fromEntries(
      [...(found.measurements[policy] ?? [])].map(([ref, own]) => [
        ref.split("/")[2],
        (own[0]?.windowMs ?? 0) / HOUR,
      ]),
    );
  return { asked, windows };
}

describe("measuring a fleet", () => {
  it("asks for each distinct window of the machines that need it, and for no other", async () => {
    const { asked, windows } = await measured([wanted("a")]);
    expect(asked).toEqual(["1h+90m nb-gpu", "6h+90m nb-cpu nb-odd"]);
    expect(windows("a")).toEqual({ "nb-gpu": 1, "nb-cpu": 6, "nb-odd": 6 });
  });

  it("shares a query among policies, and gives each the window that it wanted of each machine", async () => {
    const { asked, windows } = await measured([wanted("a"), wanted("b", { idleAcceleratedMs: 6 * HOUR })]);
    expect(asked).toEqual(["1h+90m nb-gpu", "6h+90m nb-cpu nb-odd nb-gpu"]);
    expect(windows("a")["nb-gpu"]).toBe(1);
    expect(windows("b")["nb-gpu"]).toBe(6);
  });

  it("really measures the longer time of a machine that a person had to start again", async () => {
    const memory = { restartsMs: [NOW - HOUR, NOW - 2 * HOUR] };
    const last = new Map([[GPU.ref, { reason: "idle", atMs: NOW, memory } as const]]);
    const { asked, windows } = await measured([wanted("a")], { a: last }, [GPU]);
    expect(asked).toEqual(["3h+90m nb-gpu"]);
    expect(windows("a")).toEqual({ "nb-gpu": 3 });
  });

  it("looks no further back without a grace, and asks notebooks themselves where it may", async () => {
    expect((await measured([wanted("a", { graceMs: 0, jupyter: true })], {}, [CPU])).asked).toEqual([
      "6h+0m asked nb-cpu",
    ]);
  });
});
