import { describe, expect, it } from "vitest";
import type { Budget } from "../../../lib/domain/budget.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { sweepRuns } from "../../../lib/shell/sweep-runs.ts";
import { budgetAlert, policy, tick, WIDE_LIMITS } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const budget: Budget = {
  ...{ name: "vision", amount: 2_000, currency: "EUR", per: "month", zone: "UTC", scope: null },
  levels: [],
};
const prices: Config["prices"] = {
  prod: { version: 1, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
};
const brake = policy({ name: "brake", on: { kind: "budget", budget: "vision", at: 0.5 } });
const ten = Array.from({ length: 10 }, (_, index) =>
  notebook({ id: `nb-${index}`, name: `vision-anna-${index}`, createdAtMs: 0, updatedAtMs: 0 }),
);

/** Ten notebooks, of which one run may stop two; half of the budget is spent as the first pass sees. */
function braked(config: Partial<Config> = {}, wrap?: (store: Store) => Store): World {
  const limits = { ...WIDE_LIMITS, percent: 20 };
  return createWorld({
    machines: ten,
    config: { policies: [brake], budgets: [budget], prices, limits, ...config },
    ...(wrap ? { wrap } : {}),
  });
}

const running = ({ cloud }: World) =>
  [...cloud.machines.values()].filter(({ standing }) => standing === "running").length;

/** Every five minutes a tick and a sweep, as a host does; the number of machines that run after each. */
async function live(world: World, passes: number): Promise<readonly number[]> {
  const left: number[] = [];
  for (let pass = 1; pass <= passes; pass += 1) {
    world.clock.nowMs += 5 * MINUTE;
    const slot = world.clock.nowMs;
    await world.take(tick(slot, slot - 5 * MINUTE)).catch(() => undefined);
    await sweepRuns(world.ports(), { onError: () => undefined });
    left.push(running(world));
  }
  return left;
}

async function alerts(world: World): Promise<readonly string[]> {
  const { entries } = await world.store.find({ phases: ["received"] }, { limit: 1_000 });
  return entries.filter(({ details }) => details["type"] === "budget.alert").map(({ text }) => text);
}

describe("a brake that a cap cuts", () => {
  it("goes on pass by pass, each under the caps, until nothing is left, and then ends", async () => {
    const world = braked();
    // A fifth of what runs, and at least one: two, then one in each pass.
    expect(await live(world, 9)).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(world.cloud.effects.map(({ verb }) => verb)).toEqual(Array.from({ length: 10 }, () => "stop"));
    await live(world, 2);
    const [first, ...others] = await alerts(world);
    expect(first).toContain("50 % of 2000.00 EUR reached");
    expect(others).toHaveLength(8);
    expect(others.every((text) => text.includes("goes on with what caps kept back"))).toBe(true);
  });

  it("loses nothing when a process dies between taking in what is to go on and writing its decision", async () => {
    let deaths = 0;
    const world = braked({}, (store) => ({
      ...store,
      append: (run, seq, entries, options) => {
        const isDecision = entries.some(({ phase, policy: name }) => phase === "planned" && name === "brake");
        if (!isDecision || deaths >= 2) return store.append(run, seq, entries, options);
        deaths += 1;
        return Promise.reject(new Error("the process is gone"));
      },
    }));
    const left = await live(world, 14);
    expect(deaths).toBe(2);
    expect(left.at(-1)).toBe(0);
    const ids = (await world.store.find({ phases: ["received"] }, { limit: 1_000 })).entries.map(
      (e) => e.event,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("leaves a machine alone that a person started again", async () => {
    const world = braked({ policies: [{ ...brake, respectMs: 12 * HOUR }] });
    await live(world, 2);
    const back = ten.find(({ id }) => world.cloud.machines.get(id)?.standing === "stopped");
    if (!back) throw new Error("none was stopped");
    world.cloud.machines.set(back.id, { ...back, updatedAtMs: world.clock.nowMs });
    const left = await live(world, 9);
    expect(left.at(-1)).toBe(1);
    expect(world.cloud.machines.get(back.id)?.standing).toBe("running");
  });

  it("ends with its round, and does nothing for one that is over", async () => {
    const world = braked();
    world.clock.nowMs = Date.UTC(2026, 0, 31, 23, 41);
    // Three passes before midnight; the new round has reached nothing yet.
    expect(await live(world, 7)).toEqual([8, 7, 6, 6, 6, 6, 6]);
  });

  it("goes on too where another system gave the alert, and never for a policy on trial", async () => {
    const world = braked({ budgets: [] });
    await world.take(budgetAlert());
    expect((await live(world, 9)).at(-1)).toBe(0);
    const trial = braked({ budgets: [], policies: [{ ...brake, mode: "observe" }] });
    await trial.take(budgetAlert());
    await live(trial, 3);
    expect(await alerts(trial)).toHaveLength(1);
  });
});
