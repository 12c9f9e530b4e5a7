import { describe, expect, it } from "vitest";
import { spentSoFar } from "../../../../lib/core/spend/alerts.ts";
import type { Budget } from "../../../../lib/domain/budget.ts";
import { BILL_CURRENCY } from "../../../../lib/emulator/costs/flavor-price.ts";
import { book, COUNT, DAY, dayOf, flavorOf, isOffice, meterDays, TICK, truth } from "./metered-truth.ts";

describe("own-clock spend on the emulator's truth, with bills a day late", () => {
  const budget: Budget = {
    ...{ name: "vision", amount: 3_000, currency: BILL_CURRENCY, per: "month", zone: "UTC" },
    ...{ scope: null, levels: [] },
  };

  it("reacts within ten minutes, overshoots by less than 2 % and projects to within 5 %", async () => {
    const { cloud, sinceMs, spend, reached, projections, bill } = await meterDays(budget, 14);
    const real = truth(cloud, sinceMs);
    expect(Math.abs(spend.amount - real) / real).toBeLessThan(0.002);
    expect(Math.abs(spend.amount - real)).toBeLessThanOrEqual(spend.errorBand);

    const limit = budget.amount * 0.9;
    expect(reached?.sinceCrossingMs).toBeLessThanOrEqual(TICK);
    expect((reached?.truthThen ?? Number.NaN) / limit - 1).toBeLessThan(0.02);

    const billed = bill.days.reduce((sum, { amount }) => sum + amount, 0);
    expect(billed).toBeLessThan(real * 0.95);
    expect(bill.days.every(({ day }) => day < dayOf(cloud.now() - DAY + 1))).toBe(true);

    // The round ends on the 1st: what was projected after a week is held against what comes.
    const end = Date.UTC(2026, 3, 1);
    const office = book.flavors;
    let perDay = 0;
    let perWorkingDay = 0;
    for (let number = 0; number < COUNT; number += 1) {
      const price = office[flavorOf(number)] ?? 0;
      if (isOffice(number)) perWorkingDay += price * 10;
      else perDay += price * 24;
    }
    let expected = real;
    for (let day = cloud.now(); day < end; day += DAY) {
      expected += perDay + (new Date(day).getUTCDay() % 6 === 0 ? 0 : perWorkingDay);
    }
    for (const projected of projections.slice(6)) {
      expect(Math.abs(projected - expected) / expected).toBeLessThan(0.05);
    }
    expect(projections).toHaveLength(14);
    expect(spentSoFar({ ...spend, reported: { amount: billed, until: null, readAtMs: 0 } })).toBe(
      spend.amount,
    );
  }, 120_000);
});
