import { describe, expect, it } from "vitest";
import { createMeter } from "../../../../lib/core/spend/meter.ts";
import type { Budget } from "../../../../lib/domain/budget.ts";
import type { PriceBook } from "../../../../lib/domain/prices.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import type { BudgetSpend } from "../../../../lib/domain/spend.ts";
import { HOUR, MINUTE, NOW, notebook, server, stopped } from "../../../fixtures/resources.ts";

const budget: Budget = {
  ...{ name: "vision", amount: 1_000, currency: "EUR", per: "month", zone: "UTC", scope: null, levels: [] },
};
const book: PriceBook = {
  ...{ version: 1, currency: "EUR", source: "example" },
  flavors: { "modelarts.vm.gpu.p100": 3, "p2s.2xlarge.8": 6 },
  storageGbHour: 0.01,
};

function total(machines: readonly Resource[], before?: BudgetSpend, nowMs = NOW): BudgetSpend {
  const meter = createMeter(budget, before, nowMs);
  for (const machine of machines) meter.add(machine, book);
  return meter.total();
}

/** Nothing spent up to ten minutes ago. */
const fresh: BudgetSpend = {
  ...total([]),
  ...{ untilMs: NOW - 10 * MINUTE, days: [], gaps: { longestMs: 0, sumMs: 0 } },
};

describe("a meter", () => {
  it("adds what ran since the last look, at the price of the hour", () => {
    const spend = total([notebook(), stopped(notebook({ id: "nb-2" })), server()], fresh);
    expect(spend.amount).toBeCloseTo((3 + 6) / 6, 10);
    expect(spend.rates).toEqual({ "prod/notebook": 3, "prod/dev-server": 6 });
    expect(spend.errorBand).toBe(0);
  });

  it("carries on the sum of the round, and begins a new one at nothing", () => {
    const later = total([notebook()], total([notebook()], fresh), NOW + HOUR);
    expect(later.amount).toBeCloseTo(3 / 6 + 3, 10);
    const nextRound = Date.UTC(2026, 1, 1, 0, 10);
    const last = { ...later, untilMs: nextRound - 20 * MINUTE, alerted: ["0.9 actual"] };
    const fresher = total([notebook()], last, nextRound);
    expect(fresher).toMatchObject({ period: "2026-02", alerted: [], reported: null });
    expect(fresher.amount).toBeCloseTo(3 / 6, 10);
    expect(fresher.days.at(-2)?.[1]).toBeCloseTo(3 / 6, 10);
  });

  it("counts disks of stopped machines where their size is known", () => {
    const spend = total([stopped(notebook({ diskGb: 100 }))], fresh);
    expect([spend.amount, spend.disks]).toEqual([expect.closeTo(1 / 6, 10), expect.closeTo(1 / 6, 10)]);
  });

  it("counts bare metal whether it runs or not, and says so", () => {
    const metal = stopped(server({ stoppedCost: { kind: "full", why: "bare metal" }, hardware: "BMS" }));
    const spend = total([metal], fresh);
    expect([spend.amount, spend.always]).toEqual([expect.closeTo(1, 10), expect.closeTo(1, 10)]);
  });

  it("leaves apart what is paid by the month, through a pool or a supernode, and names what has no price", () => {
    const full = { kind: "full", why: "a pool" } as const;
    const spend = total(
      [
        server({ billing: "prepaid", stoppedCost: full }),
        notebook({ stoppedCost: full }),
        notebook({ id: "nb-9", flavor: { name: "constructor", gpu: 0, npu: 0, vcpus: 1 } }),
      ],
      fresh,
    );
    expect(spend).toMatchObject({ amount: 0, apart: 2, unpriced: 1 });
  });

  it("bridges a gap by the machines' own update times and tells how wrong that may be", () => {
    const before = { ...fresh, untilMs: NOW - 72 * HOUR };
    const spend = total([notebook({ updatedAtMs: NOW - 24 * HOUR })], before);
    expect(spend.amount).toBeCloseTo(24 * 3, 8);
    expect(spend.errorBand).toBeCloseTo(48 * 3, 8);
    expect(spend.gaps).toEqual({ longestMs: 72 * HOUR, sumMs: 72 * HOUR });
    // Of a pace it says nothing: between two looks anything may have run.
    expect(spend.days).toEqual([]);
  });

  it("goes back to the beginning of the round when it is the first", () => {
    const spend = total([notebook({ createdAtMs: 0, updatedAtMs: 0 })]);
    expect(spend.amount).toBeCloseTo((14 * 24 + 12) * 3, 6);
    expect(spend.sinceMs).toBe(Date.UTC(2026, 0, 1));
  });

  it("carries a list that cannot be read on at what it cost last, all of it in doubt", () => {
    const before = { ...fresh, rates: { "prod/notebook": 12 } };
    const meter = createMeter(budget, before, NOW);
    meter.carryOn("prod/notebook");
    expect(meter.total()).toMatchObject({ amount: 2, errorBand: 2, rates: { "prod/notebook": 12 } });
  });

  it("counts nothing twice when the clock is set back", () => {
    const ahead = { ...fresh, untilMs: NOW + HOUR };
    expect(total([notebook()], ahead)).toMatchObject({ amount: 0, untilMs: NOW + HOUR });
  });
});
