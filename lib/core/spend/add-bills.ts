import type { Budget } from "../../domain/budget.ts";
import type { Resource } from "../../domain/resource.ts";
import type { BudgetSpend, SpendTotals } from "../../domain/spend.ts";
import { localDay } from "./budget-period.ts";

/** A day of a resource on a bill; see `BilledDay` of the port. */
interface Billed {
  readonly resource: string;
  readonly day: string;
  readonly amount: number;
}

/** The bills as they came, and what they are laid beside. */
export interface BillsInput {
  readonly bills: readonly { readonly currency: string; readonly days: readonly Billed[] }[];
  readonly budgets: readonly Budget[];
  readonly nowMs: number;
  readonly resources: readonly Resource[];
  readonly isPaidFrom: (budget: Budget, resource: Resource) => boolean;
}

/** The ids under which a machine may stand on a bill. */
function idsOf({ id, cloudServerId }: Resource): readonly string[] {
  return cloudServerId === null ? [id] : [id, cloudServerId];
}

function reportedOf(spend: BudgetSpend, budget: Budget, input: BillsInput): BudgetSpend["reported"] {
  const ids = new Set(input.resources.filter((one) => input.isPaidFrom(budget, one)).flatMap(idsOf));
  const fromDay = localDay(spend.sinceMs, budget.zone);
  const own = input.bills
    .filter(({ currency }) => currency === budget.currency)
    .flatMap(({ days }) => days.filter(({ resource, day }) => ids.has(resource) && day >= fromDay));
  const until = own.reduce<string | null>(
    (last, { day, amount }) => (amount > 0 && (last === null || day > last) ? day : last),
    null,
  );
  // Added up in hundredths of a thousandth, since bills are decimal.
  const amount = own.reduce((sum, billed) => sum + Math.round(billed.amount * 100_000), 0) / 100_000;
  return { amount, until, readAtMs: input.nowMs };
}

/** Lays the cloud's own bills beside our totals: what it says of the machines that each budget pays for. */
export function addBills(totals: SpendTotals, input: BillsInput): SpendTotals {
  return {
    ...totals,
    budgets: totals.budgets.map((spend) => {
      const budget = input.budgets.find(({ name }) => name === spend.budget);
      return budget ? { ...spend, reported: reportedOf(spend, budget, input) } : spend;
    }),
  };
}
