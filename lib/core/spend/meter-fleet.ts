import type { Budget } from "../../domain/budget.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { Inventory } from "../../domain/facts.ts";
import type { Resource } from "../../domain/resource.ts";
import type { BudgetSpend, SpendTotals } from "../../domain/spend.ts";
import { attributesOf } from "../attributes.ts";
import { createZoneClock } from "../hours/zone-clock.ts";
import type { Rulebook } from "../rulebook.ts";
import { budgetPeriod } from "./budget-period.ts";
import { createMeter, type Meter } from "./meter.ts";

/** What is metered, and by when. */
export interface MeterInput {
  readonly rulebook: Rulebook;
  readonly event: AutomationEvent;
  readonly nowMs: number;
  readonly inventories: readonly Inventory[];
  readonly before: SpendTotals | undefined;
}

/** Whether a budget pays for a machine; doubt is no. */
export function isInScope(
  budget: Budget,
  resource: Resource,
  { rulebook, event, nowMs }: Pick<MeterInput, "rulebook" | "event" | "nowMs">,
): boolean {
  const scope = rulebook.scope(budget);
  if (scope === null) return true;
  const cloud = rulebook.target(resource.target)?.cloud;
  if (!cloud) return false;
  const [ownership, saving] = [rulebook.ownerOf(resource), rulebook.savingOf(resource)];
  const result = scope.evaluate(attributesOf({ resource, cloud, ownership, saving, event, nowMs }));
  return result.ok && result.value;
}

function meterList(meter: Meter, budget: Budget, list: Inventory, input: MeterInput): void {
  const book = input.rulebook.pricesOf(list.target);
  if (book === undefined || book.currency !== budget.currency) return;
  if (list.failed !== null) {
    meter.carryOn(`${list.target}/${list.kind}`);
    return;
  }
  for (const resource of list.resources) if (isInScope(budget, resource, input)) meter.add(resource, book);
}

function totalOf(meter: Meter, budget: Budget, input: MeterInput): BudgetSpend {
  for (const list of input.inventories) meterList(meter, budget, list, input);
  return meter.total();
}

function knownOf({ name, currency }: Budget, { before }: MeterInput): BudgetSpend | undefined {
  const known = before?.budgets.find((spend) => spend.budget === name);
  // Written in another currency, the sum so far cannot be carried on: amounts of two currencies are never added up.
  return known?.currency === currency ? known : undefined;
}

/** The round that was metered last, up to its end; `undefined` while it goes on. */
function closedOf(budget: Budget, input: MeterInput): BudgetSpend | undefined {
  const known = knownOf(budget, input);
  if (known === undefined) return undefined;
  const round = budgetPeriod(budget.per, createZoneClock(budget.zone), known.sinceMs);
  if (round.name !== known.period || round.endMs > input.nowMs) return undefined;
  return totalOf(createMeter(budget, known, round.endMs, round), budget, input);
}

/** Rounds that have ended since the last look, with all that they came to: what they crossed in the end is told too. */
export function closedRounds(input: MeterInput): readonly BudgetSpend[] {
  return input.rulebook.config.budgets.flatMap((budget) => closedOf(budget, input) ?? []);
}

function meterOne(budget: Budget, input: MeterInput): BudgetSpend {
  const [known, closed] = [knownOf(budget, input), closedOf(budget, input)];
  const spend = totalOf(createMeter(budget, closed ?? known, input.nowMs), budget, input);
  const last = closed ?? known?.closed;
  if (last === undefined) return spend;
  const { period, amount, errorBand } = last;
  return { ...spend, closed: { period, amount, errorBand } };
}

/** Carries on the totals of every budget by how the fleet stands now. Bills and alerts come on top. */
export function meterFleet(input: MeterInput): SpendTotals {
  const { before, rulebook, nowMs } = input;
  return {
    untilMs: nowMs,
    billsAskedMs: before?.billsAskedMs ?? null,
    billsFailed: before?.billsFailed ?? null,
    ...(before?.goneUntilMs === undefined ? {} : { goneUntilMs: before.goneUntilMs }),
    budgets: rulebook.config.budgets.map((budget) => meterOne(budget, input)),
  };
}
