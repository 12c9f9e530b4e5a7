import { describe, expect, it } from "vitest";
import { readMachines, type Sought } from "../../../lib/shell/read-machines.ts";
import { createFakeCloud } from "../../fixtures/fake-cloud.ts";
import { NOW, notebook, server } from "../../fixtures/resources.ts";
import { step } from "../core/entries.ts";
import { createWorld, type World } from "./world.ts";

const fleet = Array.from({ length: 8 }, (_, index) => notebook({ id: `nb-${index}` }));
const sought = (id: string): Sought => ({ step: step({ resource: `prod/notebook/${id}`, name: id }) });

async function read(world: World, all: readonly Sought[]): Promise<readonly string[]> {
  const readings = await readMachines(world.ports(), all);
  return readings.map((reading) =>
    reading.kind === "read" ? (reading.machine?.id ?? "none") : reading.text,
  );
}

describe("readMachines", () => {
  it("reads a few one by one", async () => {
    const world = createWorld({ machines: fleet });
    expect(await read(world, [sought("nb-3"), sought("nb-9"), sought("nb-1")])).toEqual([
      "nb-3",
      "none",
      "nb-1",
    ]);
    expect(world.cloud.reads).toEqual(["show notebook nb-3", "show notebook nb-9", "show notebook nb-1"]);
  });

  it("lists many at once, and shows those that the list does not name", async () => {
    const world = createWorld({ machines: fleet });
    const ids = ["nb-0", "nb-1", "nb-2", "nb-3", "nb-4", "nb-9"];
    expect(
      await read(
        world,
        ids.map((id) => sought(id)),
      ),
    ).toEqual([...ids.slice(0, 5), "none"]);
    expect(world.cloud.reads).toEqual(["list notebook", "show notebook nb-9"]);
  });

  it.each([
    ["doubt", "a short page"],
    ["failed", "the service is unavailable"],
  ] as const)("shows each one when the list is no help (%s)", async (what, text) => {
    const world = createWorld({ machines: fleet });
    world.cloud.listing[what] = text;
    const ids = fleet.map(({ id }) => id);
    expect(
      await read(
        world,
        ids.map((id) => sought(id)),
      ),
    ).toEqual(ids);
  });

  it("says why a machine could not be read, and reads the others", async () => {
    const lab = createFakeCloud({ target: "lab", now: () => NOW, machines: [notebook({ target: "lab" })] });
    const world = createWorld({ machines: fleet, others: () => ({ lab: lab.port }) });
    world.cloud.showing.unreadable = true;
    const inLab: Sought = { step: step({ resource: "lab/notebook/nb-1", target: "lab" }) };
    expect(await read(world, [sought("nb-1"), inLab])).toEqual(["the service is unavailable", "nb-1"]);
  });

  it("says that a target has no client", async () => {
    const gone: Sought = { step: step({ target: "old" }) };
    expect(await read(createWorld(), [gone])).toEqual(["no client for old"]);
  });

  it("throws a bug on", async () => {
    const world = createWorld({ machines: [server()] });
    const broken = { ...world.cloud.port, show: () => Promise.reject(new TypeError("a bug")) };
    const ports = { ...world.ports(), clouds: new Map([["prod", broken]]) };
    await expect(readMachines(ports, [sought("nb-1")])).rejects.toThrow("a bug");
  });

  it("reads nothing of nothing", async () => {
    expect(await read(createWorld(), [])).toEqual([]);
  });
});
