import { describe, expect, it } from "vitest";
import { addBills, type BillsInput } from "../../../../lib/core/spend/add-bills.ts";
import { createMeter } from "../../../../lib/core/spend/meter.ts";
import type { Budget } from "../../../../lib/domain/budget.ts";
import type { BudgetSpend } from "../../../../lib/domain/spend.ts";
import { HOUR, NOW, notebook, server } from "../../../fixtures/resources.ts";

const budget: Budget = {
  ...{ name: "vision", amount: 1_000, currency: "EUR", per: "month", zone: "UTC", scope: null, levels: [] },
};
const metered = createMeter(budget, undefined, NOW).total();

const machines = { resources: [notebook(), server({ cloudServerId: "ecs-1" })], gone: [] };

function laid(before: BudgetSpend, input: Partial<BillsInput>): BudgetSpend | undefined {
  const totals = { untilMs: NOW, billsAskedMs: NOW, billsFailed: null, budgets: [before] };
  const all = { ...machines, bills: [], budgets: [budget], nowMs: NOW, isPaidFrom: () => true, ...input };
  return addBills(totals, all).budgets[0];
}

function reported(bills: BillsInput["bills"], isPaidFrom: BillsInput["isPaidFrom"] = () => true) {
  return laid(metered, { bills, isPaidFrom })?.reported;
}

const day = (resource: string, amount: number, on = "2026-01-14") => ({ resource, day: on, amount });

describe("bills beside our own clock", () => {
  it("are the sum of what the machines of a budget cost in its round, in its currency", () => {
    const eur = {
      currency: "EUR",
      days: [day("nb-1", 0.1), day("nb-1", 0.2, "2026-01-13"), day("other", 9)],
    };
    const past = { currency: "EUR", days: [day("nb-1", 5, "2025-12-31")] };
    const cny = { currency: "CNY", days: [day("nb-1", 7)] };
    expect(reported([eur, past, cny])).toEqual({ amount: 0.3, until: "2026-01-14", readAtMs: NOW });
    expect(reported([eur], (_, { kind }) => kind === "dev-server")?.amount).toBe(0);
  });

  it("know a DevServer by the server behind it", () => {
    expect(reported([{ currency: "EUR", days: [day("ecs-1", 4)] }])?.amount).toBe(4);
  });

  it("are counted once where two pairs of keys are shown the same account", () => {
    const one = { currency: "EUR", days: [day("nb-1", 4), day("nb-1", 2), day("ecs-1", 1)] };
    const other = { currency: "EUR", days: [day("nb-1", 6), day("ecs-1", 1.5)] };
    expect(reported([one, other])?.amount).toBe(7.5);
  });

  it("count machines that are gone where they belonged, for the rest of the round", () => {
    const bills = [
      { currency: "EUR", days: [day("nb-1", 10), day("nb-8", 80), day("nb-9", 40), day("eip-1", 7)] },
    ];
    const gone = [notebook({ id: "nb-8" }), notebook({ id: "nb-9", name: "speech-ben-nb-9" })];
    const isPaidFrom: BillsInput["isPaidFrom"] = (_, { name }) => name.startsWith("vision");
    const first = laid(metered, { bills, gone, isPaidFrom });
    // Nobody has ever seen `eip-1` in the fleet: an account has more than machines.
    expect(first?.reported?.amount).toBe(90);
    const later = createMeter(budget, first, NOW + HOUR).total();
    expect(laid(later, { bills, isPaidFrom })?.reported?.amount).toBe(90);
    const nextRound = createMeter(budget, first, Date.UTC(2026, 1, 2)).total();
    expect(nextRound.gone).toBeUndefined();
  });

  it("end with the last day that costs anything", () => {
    const days = [day("nb-1", 4, "2026-01-12"), day("nb-1", 0, "2026-01-15")];
    expect(reported([{ currency: "EUR", days }])?.until).toBe("2026-01-12");
    expect(reported([])?.until).toBeNull();
  });
});
