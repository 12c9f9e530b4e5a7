import { describe, expect, it } from "vitest";
import type { Resource } from "../../../lib/domain/resource.ts";
import { readOrders, type SoughtOrder } from "../../../lib/shell/read-orders.ts";
import { server } from "../../fixtures/resources.ts";
import { step } from "../core/entries.ts";
import { createWorld, type World } from "./world.ts";

const NAME = "train-0123abcd";
const others = [1, 2].map((number) => server({ id: `ds-${number}`, name: `train-${number}` }));
const own = (number: number, overrides: Partial<Resource> = {}) =>
  server({ id: `m-${number}`, name: `${NAME}-${number}`, ...overrides });

function order(count = 1, submission: Partial<SoughtOrder["submission"]> = {}): SoughtOrder {
  return {
    step: step({
      verb: "create-dev-server",
      kind: "dev-server",
      resource: "prod/dev-server/+train",
      name: NAME,
      parameters: count > 1 ? { count } : {},
    }),
    submission: { created: null, order: null, ...submission },
  };
}

async function read(world: World, ...all: readonly SoughtOrder[]): Promise<readonly string[]> {
  const readings = await readOrders(world.ports(), all);
  return readings.map((reading) =>
    reading.kind === "read" ? reading.machines.map(({ id }) => id).join(" ") || "none" : reading.text,
  );
}

const world = (...machines: readonly Resource[]) => createWorld({ machines: [...others, ...machines] });

describe("readOrders", () => {
  it("shows one machine whose id was told", async () => {
    const known = world(own(1));
    expect(await read(known, order(1, { created: "m-1" }), order(1, { created: "m-9" }))).toEqual([
      "m-1",
      "none",
    ]);
    expect(known.cloud.reads).toEqual(["show dev-server m-1", "show dev-server m-9"]);
  });

  it("looks for the others by their name, and finds no neighbour", async () => {
    const several = world(own(1), own(2), server({ id: "m-3", name: `${NAME}-x` }));
    expect(await read(several, order(3))).toEqual(["m-1 m-2"]);
    expect(await read(several, order(3, { created: "m-1" }))).toEqual(["m-1 m-2"]);
    expect(await read(world(), order())).toEqual(["none"]);
    expect(several.cloud.reads).toEqual(["list dev-server", "list dev-server"]);
  });

  it("looks for the machines of an order id, whatever they are called", async () => {
    const bought = world(
      own(1, { orderId: "CS1", name: "renamed" }),
      own(2, { orderId: "CS2", name: "other" }),
    );
    expect(await read(bought, order(1, { order: "CS1" }))).toEqual(["m-1"]);
    expect(await read(bought, order(1, { order: "CS1", created: "m-1" }))).toEqual(["m-1"]);
    expect(bought.cloud.reads).toEqual(["list dev-server", "list dev-server"]);
  });

  it("shows the machine that was told when the list does not name it", async () => {
    const renamed = world(own(1, { name: "renamed", kind: "notebook" }), own(2));
    expect(await read(renamed, order(2, { created: "m-1" }))).toEqual(["m-2 m-1"]);
    expect(renamed.cloud.reads).toEqual(["list dev-server", "show dev-server m-1"]);
  });

  it("reads one list for many orders", async () => {
    const many = world(...[1, 2, 3, 4, 5, 6].map((number) => own(number)));
    const sought = [1, 2, 3, 4, 5, 6].map((number) => order(1, { created: `m-${number}` }));
    const [first] = await read(many, ...sought);
    expect(first).toBe("m-1 m-2 m-3 m-4 m-5 m-6");
    expect(many.cloud.reads).toEqual(["list dev-server"]);
  });

  describe.each([
    ["doubt", "a page came back shorter than announced"],
    ["failed", "the service is unavailable"],
  ] as const)("on a list in %s", (what, text) => {
    const broken = (...machines: readonly Resource[]) => {
      const made = world(...machines);
      made.cloud.listing[what] = text;
      return made;
    };

    it("does not say that a machine is not there", async () => {
      expect(await read(broken(), order())).toEqual([text]);
      expect(await read(broken(own(1)), order(2))).toEqual([text]);
      expect(await read(broken(own(1)), order(2, { created: "m-1" }))).toEqual([text]);
    });

    it("reads a machine whose id was told all the same", async () => {
      expect(await read(broken(own(1)), order(1, { created: "m-1" }), order())).toEqual([
        "m-1",
        what === "doubt" ? "m-1" : text,
      ]);
      expect(await read(broken(), order(1, { created: "m-9" }), order())).toEqual(["none", text]);
    });
  });

  it("believes a doubtful list in what it names", async () => {
    const changing = world(own(1), own(2));
    changing.cloud.listing.doubt = "the number of machines changed while they were listed";
    expect(await read(changing, order(2))).toEqual(["m-1 m-2"]);
  });

  it("says why a machine could not be read, and that a target has no client", async () => {
    const shut = world(own(1));
    shut.cloud.showing.unreadable = true;
    expect(await read(shut, order(1, { created: "m-1" }))).toEqual(["the service is unavailable"]);
    const gone = { ...order(), step: { ...order().step, target: "old" } };
    expect(await read(world(), gone, order())).toEqual(["no client for old", "none"]);
    expect(await read(world())).toEqual([]);
  });
});
