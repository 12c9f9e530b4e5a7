import { describe, expect, it } from "vitest";
import type { FactsQuery } from "../../../lib/core/facts-needed.ts";
import { AutomationError } from "../../../lib/domain/errors.ts";
import type { Facts } from "../../../lib/domain/facts.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { entryAt } from "../../../lib/shell/entry.ts";
import { factsInPieces, gatherFacts } from "../../../lib/shell/gather-facts.ts";
import { readPause } from "../../../lib/shell/read-pause.ts";
import { createFakeCloud } from "../../fixtures/fake-cloud.ts";
import { ticket } from "../../fixtures/policies.ts";
import { HOUR, hold, idleSignals, MINUTE, NOW, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const NOTEBOOKS = { target: "prod", kind: "notebook" } as const;
const rule = (idleMs: number) => ({ idleMs, idleAcceleratedMs: null, graceMs: 0, jupyter: false });
const query = (overrides: Partial<FactsQuery> = {}): FactsQuery => ({
  lists: [NOTEBOOKS],
  measurements: [],
  actionsMs: HOUR,
  policies: [],
  ...overrides,
});

/** The facts with what the machines measure, so many machines of each list at a time. */
async function pieces(
  ports: ReturnType<World["ports"]>,
  asked: FactsQuery,
  atOnce = 1_000,
): Promise<Facts[]> {
  const fleet = await gatherFacts(ports, asked);
  const all: Facts[] = [];
  for await (const piece of factsInPieces(ports, asked, { fleet, atOnce, bounds: {} })) all.push(piece);
  return all;
}

async function acted(
  world: World,
  resource: string,
  action: string,
  agoMs: number,
  policy: string | null = null,
): Promise<void> {
  const { run } = await acceptEvent(ticket({}, `${resource}${action}${agoMs}`), world.ports());
  const parts = { phase: "submitting", reason: "submitting", resource, action, policy } as const;
  await world.store.append(run, 1, [entryAt(NOW - agoMs, { ...parts, details: { owner: "anna" } })]);
}

describe("gatherFacts", () => {
  it("reads the lists that were asked for and no others", async () => {
    const world = createWorld({ machines: [notebook(), server()] });
    const facts = await gatherFacts(world.ports(), query());
    expect(facts.nowMs).toBe(NOW);
    expect(facts.inventories).toMatchObject([{ ...NOTEBOOKS, resources: [{ id: "nb-1" }], doubt: null }]);
    expect(world.cloud.reads).toEqual(["list notebook"]);
  });

  it("takes a target without a client for one that failed, and reads the others", async () => {
    const world = createWorld({ machines: [notebook()] });
    const { inventories } = await gatherFacts(
      world.ports(),
      query({ lists: [{ target: "old", kind: "notebook" }, NOTEBOOKS] }),
    );
    expect(inventories[0]).toMatchObject({ failed: "the target old has no client", resources: [] });
    expect(inventories[1]).toMatchObject({ failed: null });
  });

  it("brings the holds that stand and the actions of the time asked for", async () => {
    const world = createWorld();
    const ref = notebook().ref;
    await world.store.putHold(hold(ref));
    await world.store.putHold(hold("prod/notebook/nb-2", { until: new Date(NOW).toISOString() }));
    await acted(world, ref, "start", 90 * MINUTE);
    await acted(world, ref, "stop", 30 * MINUTE);
    const hour = await gatherFacts(world.ports(), query());
    expect([...hour.holds.keys()]).toEqual([ref]);
    expect(hour.recent).toHaveLength(1);
    const day = await gatherFacts(world.ports(), query({ actionsMs: 24 * HOUR }));
    expect(day.recent.map(({ action }) => action)).toEqual(["stop", "start"]);
    expect(day.lastAction.get(ref)).toMatchObject({ action: "stop", owner: "anna" });
  });

  it("brings our own leases of the whole time in which one could be taken for a person's", async () => {
    const world = createWorld();
    const ref = notebook().ref;
    const asked = { measurements: [{ policy: "idle", kinds: ["notebook"], rule: rule(2 * HOUR) }] } as const;
    await acted(world, ref, "lease", 9 * HOUR, "fallback");
    await acted(world, ref, "lease", 7 * HOUR, "fallback");
    await acted(world, ref, "lease", 6 * HOUR, "(direct)");
    const { leasedMs, recent } = await gatherFacts(world.ports(), query(asked));
    expect([...leasedMs]).toEqual([[ref, [NOW - 7 * HOUR]]]);
    expect(recent).toEqual([]);
  });
});

describe("factsInPieces", () => {
  it("measures the running machines of the kinds meant, one query for each window", async () => {
    const lab = createFakeCloud({
      target: "lab",
      now: () => NOW,
      machines: [notebook({ target: "lab", id: "nb-5" })],
    });
    const machines = [notebook(), stopped(notebook({ id: "nb-2" })), server()];
    const world = createWorld({ machines, others: () => ({ lab: lab.port }) });
    const asked: string[] = [];
    for (const cloud of [world.cloud, lab]) {
      const { measure } = cloud.port;
      for (const { ref } of cloud.machines.values()) cloud.signals.set(ref, idleSignals());
      cloud.port.measure = (resources, options) => {
        asked.push(`${options.windowMs / HOUR}h ${resources.map(({ id }) => id).join(" ")}`);
        return measure(resources, options);
      };
    }
    const lists = [
      NOTEBOOKS,
      { target: "prod", kind: "dev-server" },
      { target: "lab", kind: "notebook" },
    ] as const;
    const measurements = [
      { policy: "a", kinds: ["notebook"], rule: rule(2 * HOUR) },
      { policy: "b", kinds: ["notebook"], rule: rule(2 * HOUR) },
      { policy: "c", kinds: ["dev-server"], rule: rule(4 * HOUR) },
    ] as const;
    const [facts, ...others] = await pieces(world.ports(), query({ lists, measurements }));
    if (!facts) throw new Error("no facts");
    expect(others).toEqual([]);
    expect(asked).toEqual(["2h nb-1", "2h nb-5", "4h ds-1"]);
    expect([...(facts.measurements["a"]?.keys() ?? [])]).toEqual(["prod/notebook/nb-1", "lab/notebook/nb-5"]);
    expect(facts.measurements["b"]).toEqual(facts.measurements["a"]);
    expect([...(facts.measurements["c"]?.keys() ?? [])]).toEqual(["prod/dev-server/ds-1"]);
    expect(facts.signalTrouble).toEqual({});
  });

  it("says by target why signals could not be read", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.measuring.failed = "no permission to read metrics";
    const measurements = [{ policy: "a", kinds: ["notebook"], rule: rule(HOUR) }] as const;
    const [facts] = await pieces(world.ports(), query({ measurements }));
    expect(facts?.signalTrouble).toEqual({ prod: "no permission to read metrics" });
  });

  it("measures nothing of a target without a client", async () => {
    const world = createWorld({ machines: [notebook()] });
    const odd = {
      ...world.cloud.port,
      list: async () => ({
        ...NOTEBOOKS,
        resources: [notebook({ target: "old" })],
        doubt: null,
        failed: null,
      }),
    };
    const ports = { ...world.ports(), clouds: new Map([["prod", odd]]) };
    const measurements = [{ policy: "a", kinds: ["notebook"], rule: rule(HOUR) }] as const;
    expect((await pieces(ports, query({ measurements })))[0]?.measurements["a"]?.size).toBe(0);
  });

  it("takes some machines of every list at a time, each once, and measures no others", async () => {
    const ids = ["nb-1", "nb-2", "nb-3"];
    const machines = [...ids.map((id) => notebook({ id })), server()];
    const world = createWorld({ machines });
    for (const { ref } of machines) world.cloud.signals.set(ref, idleSignals());
    const lists = [NOTEBOOKS, { target: "prod", kind: "dev-server" }] as const;
    const measurements = [{ policy: "a", kinds: ["notebook", "dev-server"], rule: rule(HOUR) }] as const;
    const all = await pieces(world.ports(), query({ lists, measurements }), 2);
    const seen = all.map((piece) => piece.inventories.map(({ resources }) => resources.map(({ id }) => id)));
    expect(seen).toEqual([
      [["nb-1", "nb-2"], ["ds-1"]],
      [["nb-3"], []],
    ]);
    expect(all.map((piece) => piece.measurements["a"]?.size)).toEqual([3, 1]);
  });

  it("gives one piece of a fleet without machines, so that what is missing can be told", async () => {
    expect(await pieces(createWorld().ports(), query())).toMatchObject([
      { inventories: [{ resources: [] }] },
    ]);
  });
});

describe("readPause", () => {
  it("reads the switch, and takes one that cannot be read for paused", async () => {
    const { store } = createWorld();
    expect((await readPause(store)).paused).toBe(false);
    const broken = () => Promise.reject(new AutomationError("store-failed", "the disk is gone"));
    expect(await readPause({ ...store, readPause: broken })).toMatchObject({
      paused: true,
      why: "the pause switch could not be read",
    });
  });
});
