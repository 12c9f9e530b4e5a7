import { describe, expect, it } from "vitest";
import { spentSoFar } from "../../../../lib/core/spend/spent-so-far.ts";
import type { Budget } from "../../../../lib/domain/budget.ts";
import { BILL_CURRENCY } from "../../../../lib/emulator/costs/flavor-price.ts";
import { DAY, dayOf, meterDays, TICK, truth } from "./metered-truth.ts";

describe("own-clock spend on the emulator's truth, with bills a day late", () => {
  const budget: Budget = {
    ...{ name: "vision", amount: 3_000, currency: BILL_CURRENCY, per: "month", zone: "UTC" },
    ...{ scope: null, levels: [] },
  };

  it("reacts within ten minutes, is 2 % over by then at most, and projects the end of the month to within 5 %", async () => {
    // From the 3rd of March to ten minutes before its end, so that what was projected can be held against what came.
    const { cloud, sinceMs, spend, reached, projections, bill } = await meterDays(budget, 29 - TICK / DAY);
    const real = truth(cloud, sinceMs);
    expect(Math.abs(spend.amount - real) / real).toBeLessThan(0.002);
    expect(Math.abs(spend.amount - real)).toBeLessThanOrEqual(spend.errorBand);

    const limit = budget.amount * 0.9;
    expect(reached?.sinceCrossingMs).toBeLessThanOrEqual(TICK);
    expect((reached?.truthThen ?? Number.NaN) / limit - 1).toBeLessThan(0.02);

    const billed = bill.days.reduce((sum, { amount }) => sum + amount, 0);
    expect(billed).toBeLessThan(real * 0.98);
    expect(bill.days.every(({ day }) => day <= dayOf(cloud.now() - DAY))).toBe(true);

    // After the first week, which shows working days and a week-end.
    const last = projections.slice(6, 28);
    expect(last).toHaveLength(22);
    for (const projected of last) expect(Math.abs(projected - real) / real).toBeLessThan(0.05);
    expect(spentSoFar({ ...spend, reported: { amount: billed, until: null, readAtMs: 0 } })).toBe(
      spend.amount,
    );
  }, 120_000);
});
