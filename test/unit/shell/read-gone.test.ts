import { describe, expect, it } from "vitest";
import type { Budget } from "../../../lib/domain/budget.ts";
import type { Config } from "../../../lib/domain/config.ts";
import { SpendTotals } from "../../../lib/domain/spend.ts";
import { runEvent } from "../../../lib/shell/run-event.ts";
import { tick } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const vision: Budget = {
  ...{ name: "vision", amount: 9_000, currency: "EUR", per: "month", zone: "UTC", levels: [] },
  scope: 'team == "vision"',
};
const prices: Config["prices"] = {
  prod: { version: 1, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
};
const day = (resource: string, amount: number) => ({ resource, day: "2026-01-14", amount });
const bill = { currency: "EUR", days: [day("nb-1", 4_000), day("nb-2", 2_000), day("nb-3", 1_000)] };

const fleet = () =>
  createWorld({
    machines: [
      notebook({ id: "nb-1", name: "vision-anna-nb-1" }),
      notebook({ id: "nb-2", name: "vision-anna-nb-2" }),
      notebook({ id: "nb-3", name: "speech-ben-nb-3" }),
    ],
    config: { policies: [], budgets: [vision], prices },
  });

/** A tick at a full hour with the account's bill; what the budget has of it. */
async function billedAt(world: World, atMs: number): Promise<number | undefined> {
  world.clock.nowMs = atMs;
  const ports = { ...world.ports(), costs: [{ read: () => Promise.resolve(bill) }] };
  await runEvent(tick(atMs), ports);
  const filter = { phases: ["seen" as const], policy: "(spend)" };
  const { entries } = await world.store.find(filter, { limit: 1, newest: true });
  return SpendTotals.parse(entries[0]?.details).budgets[0]?.reported?.amount;
}

describe("the bill of a machine that is gone", () => {
  it("stays with the budget that paid for it, and goes to no other", async () => {
    const world = fleet();
    expect(await billedAt(world, NOW)).toBe(6_000);
    world.cloud.machines.delete("nb-2");
    world.cloud.machines.delete("nb-3");
    // Bills are asked for at another minute than the one at which the frame is written.
    expect(await billedAt(world, NOW + HOUR + 5 * MINUTE)).toBe(6_000);
    expect(await billedAt(world, NOW + 30 * HOUR)).toBe(6_000);
  });

  it("is nobody's as long as the list is in doubt, and found once it is not", async () => {
    const world = fleet();
    await billedAt(world, NOW);
    world.cloud.machines.delete("nb-2");
    world.cloud.listing.doubt = "changed under the reading";
    expect(await billedAt(world, NOW + HOUR)).toBe(4_000);
    expect(await billedAt(world, NOW + 2 * HOUR)).toBe(4_000);
    world.cloud.listing.doubt = null;
    expect(await billedAt(world, NOW + 3 * HOUR)).toBe(6_000);
  });
});
