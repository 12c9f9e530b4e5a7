import type { Budget } from "../../domain/budget.ts";
import type { Resource } from "../../domain/resource.ts";
import type { BudgetSpend, SpendTotals } from "../../domain/spend.ts";
import { createZoneClock } from "../hours/zone-clock.ts";
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
  /**
   * Machines that went since the last bill, as they were last seen. A bill names everything that an account has, down to
   * addresses and buckets: an id that was never seen in the fleet may be anything, and no budget pays for it.
   */
  readonly gone: readonly Resource[];
  readonly isPaidFrom: (budget: Budget, resource: Resource) => boolean;
}

/** The ids under which a machine may stand on a bill. */
function idsOf({ id, cloudServerId }: Resource): readonly string[] {
  return cloudServerId === null ? [id] : [id, cloudServerId];
}

/** Bills are decimal, so they are added up in hundredths of a thousandth. */
const UNITS = 100_000;

/** What one bill says of each resource and day, in units. */
function unitsByDay(days: readonly Billed[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { resource, day, amount } of days) {
    const key = `${day} ${resource}`;
    sums.set(key, (sums.get(key) ?? 0) + Math.round(amount * UNITS));
  }
  return sums;
}

/** Two pairs of keys may be shown the same account: what several bills say of one machine and day is one sum. */
function mergedUnits(bills: readonly (readonly Billed[])[]): ReadonlyMap<string, number> {
  const merged = new Map<string, number>();
  for (const [key, units] of bills.flatMap((days) => [...unitsByDay(days)])) {
    merged.set(key, Math.max(merged.get(key) ?? units, units));
  }
  return merged;
}

/** Ids of machines that are gone, which are remembered for the rest of a round; the oldest are forgotten first. */
const GONE_MAX = 2_000;

function goneOf({ gone = [] }: BudgetSpend, budget: Budget, input: BillsInput): readonly string[] {
  const went = input.gone.filter((one) => input.isPaidFrom(budget, one)).flatMap(idsOf);
  return [...new Set([...gone, ...went])].slice(-GONE_MAX);
}

function withBill(spend: BudgetSpend, budget: Budget, input: BillsInput): BudgetSpend {
  const gone = goneOf(spend, budget, input);
  const here = input.resources.filter((one) => input.isPaidFrom(budget, one)).flatMap(idsOf);
  const ids = new Set([...here, ...gone]);
  const fromDay = localDay(spend.sinceMs, createZoneClock(budget.zone));
  const own = input.bills
    .filter(({ currency }) => currency === budget.currency)
    .map(({ days }) => days.filter(({ resource, day }) => ids.has(resource) && day >= fromDay));
  const units = mergedUnits(own);
  const billed = [...units].filter(([, amount]) => amount > 0).map(([key]) => key.slice(0, 10));
  const sum = [...units.values()].reduce((total, amount) => total + amount, 0);
  const reported = { amount: sum / UNITS, until: billed.sort().at(-1) ?? null, readAtMs: input.nowMs };
  return { ...spend, reported, ...(gone.length > 0 ? { gone: [...gone] } : {}) };
}

/** Lays the cloud's own bills beside our totals: what it says of the machines that each budget pays for. */
export function addBills(totals: SpendTotals, input: BillsInput): SpendTotals {
  return {
    ...totals,
    budgets: totals.budgets.map((spend) => {
      const budget = input.budgets.find(({ name }) => name === spend.budget);
      return budget ? withBill(spend, budget, input) : spend;
    }),
  };
}
