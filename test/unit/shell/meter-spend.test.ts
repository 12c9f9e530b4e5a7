import { describe, expect, it } from "vitest";
import type { Budget } from "../../../lib/domain/budget.ts";
import type { Config } from "../../../lib/domain/config.ts";
import { SpendTotals } from "../../../lib/domain/spend.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { runEvent } from "../../../lib/shell/run-event.ts";
import { policy, tick } from "../../fixtures/policies.ts";
import { MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const budget: Budget = {
  ...{ name: "vision", amount: 2_000, currency: "EUR", per: "month", zone: "UTC", scope: null },
  levels: [0.5],
};
const prices: Config["prices"] = {
  prod: { version: 1, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
};

/** Half of the month of one notebook costs 1,044: the first level is reached when the meter begins. */
function metered(options: { readonly wrap?: (store: Store) => Store; readonly amount?: number } = {}): World {
  const { wrap, amount = 2_000 } = options;
  return createWorld({
    machines: [notebook({ createdAtMs: 0, updatedAtMs: 0 })],
    config: { policies: [], budgets: [{ ...budget, amount }], prices },
    ...(wrap ? { wrap } : {}),
  });
}

async function alerts(world: World): Promise<readonly string[]> {
  const { entries } = await world.store.find({ phases: ["received"] }, { limit: 100 });
  const given = entries.filter(({ details }) => details["type"] === "budget.alert");
  return given.map(({ event }) => event);
}

async function passAt(world: World, minutes: number): Promise<void> {
  world.clock.nowMs = NOW + minutes * MINUTE;
  await world.take(tick(world.clock.nowMs));
}

describe("an alert of a budget", () => {
  it("is given once by a process that died before it had written down that it gave it", async () => {
    let dies = true;
    const world = metered({
      wrap: (store) => ({
        ...store,
        append: (run, seq, entries, options) => {
          if (!dies || !entries.some(({ reason }) => reason === "spend")) {
            return store.append(run, seq, entries, options);
          }
          dies = false;
          return Promise.reject(new Error("the process is gone"));
        },
      }),
    });
    await expect(passAt(world, 5)).rejects.toThrow("the process is gone");
    expect(await alerts(world)).toHaveLength(1);
    await passAt(world, 10);
    await passAt(world, 15);
    expect(await alerts(world)).toHaveLength(1);
    const { entries } = await world.store.find({ phases: ["seen"], policy: "(spend)" }, { limit: 10 });
    const marks = entries.map(({ details }) => SpendTotals.parse(details).budgets[0]?.alerted);
    expect(marks).toEqual([["0.5 actual"], ["0.5 actual"]]);
  });

  it("is given once by two processes that meter at the same moment", async () => {
    const world = metered();
    world.clock.nowMs = NOW + 10 * MINUTE;
    const slots = [NOW + 5 * MINUTE, NOW + 10 * MINUTE];
    await Promise.all(slots.map((slot) => runEvent(tick(slot), world.ports())));
    await passAt(world, 20);
    expect(await alerts(world)).toHaveLength(1);
    const { entries } = await world.store.find({ phases: ["seen"], policy: "(spend)" }, { limit: 10 });
    const sums = entries.map(({ details }) => SpendTotals.parse(details).budgets[0]?.amount ?? 0);
    // Both counted the same stretch; the third goes on from the newer one and adds ten minutes of three an hour.
    expect(sums).toEqual([sums[0], sums[0], expect.closeTo((sums[0] ?? 0) + 0.5, 8)]);
  });

  it("comes again in the next round", async () => {
    const world = metered();
    await passAt(world, 5);
    await passAt(world, 24 * 60 * 31);
    await passAt(world, 24 * 60 * 31 + 10);
    expect(await alerts(world)).toHaveLength(2);
  });

  it("is given of what a round came to after its last look, and nothing is stopped for it any more", async () => {
    // By the last look 20 minutes before midnight it came to 2,231; its end crosses the share of a brake at 2,232.
    const machines = [notebook({ createdAtMs: 0, updatedAtMs: 0 })];
    const brake = policy({ on: { kind: "budget", budget: "vision", at: 1 } });
    const world = createWorld({
      machines,
      config: { policies: [brake], budgets: [{ ...budget, amount: 2_232, levels: [] }], prices },
    });
    const untilEnd = (Date.UTC(2026, 1, 1) - NOW) / MINUTE;
    await passAt(world, untilEnd - 20);
    expect(await alerts(world)).toEqual([]);
    await passAt(world, untilEnd + 5);
    await passAt(world, untilEnd + 10);
    expect(await alerts(world)).toEqual(["vision/2026-01/1/actual"]);
    const { entries } = await world.store.find({ phases: ["seen"], policy: "(spend)" }, { limit: 10 });
    expect(entries[1]?.text).toContain("2026-01 came to 2232.00 EUR");
    expect(SpendTotals.parse(entries[2]?.details).budgets[0]).toMatchObject({
      ...{ period: "2026-02", amount: expect.closeTo(0.5, 8) },
      closed: { period: "2026-01", amount: expect.closeTo(2_232, 6) },
    });
    const [received] = (await world.store.find({ phases: ["received"] }, { limit: 9 })).entries.filter(
      ({ details }) => details["type"] === "budget.alert",
    );
    const told = await world.finish(received?.run ?? "");
    expect(told.map(({ phase, reason }) => [phase, reason])).toContainEqual(["ignored", "superseded"]);
    expect(world.cloud.effects).toEqual([]);
  });

  it("of another policy's share is an alert of its own", async () => {
    const world = createWorld({
      machines: [notebook({ createdAtMs: 0, updatedAtMs: 0 })],
      config: {
        policies: [policy({ on: { kind: "budget", budget: "vision", at: 0.4 }, mode: "observe" })],
        ...{ budgets: [budget], prices },
      },
    });
    await passAt(world, 5);
    expect(await alerts(world)).toHaveLength(2);
  });
});
