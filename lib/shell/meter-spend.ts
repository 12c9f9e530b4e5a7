import { addBills } from "../core/spend/add-bills.ts";
import { dueAlerts, thresholdsOf } from "../core/spend/alerts.ts";
import { closedRounds, isInScope, meterFleet } from "../core/spend/meter-fleet.ts";
import { spentSoFar } from "../core/spend/spent-so-far.ts";
import { isAutomationError } from "../domain/errors.ts";
import type { AutomationEvent } from "../domain/event.ts";
import { SPEND_POLICY } from "../domain/frame.ts";
import { type BudgetSpend, SpendTotals } from "../domain/spend.ts";
import type { NewEntry } from "../domain/status.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import type { Bill } from "../ports/cost.ts";
import { acceptEvent } from "./accept-event.ts";
import { entryAt } from "./entry.ts";
import type { FleetFacts } from "./gather-facts.ts";
import { readGone } from "./read-gone.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** Bills come in late; to ask more often would only cost calls. */
const BILLS_EVERY_MS = 3_600_000;

/** How far back machines are looked for that are gone: over a weekend at which nobody looked, and no further. */
const GONE_WITHIN_MS = 72 * 3_600_000;

/** What budgets are metered from. */
export interface SpendInput {
  readonly event: AutomationEvent;
  readonly fleet: FleetFacts;
  readonly bounds: ReadBounds;
}

/** The newest totals of the log; `undefined` where there are none, or none that this version can read. */
async function newestTotals({ store }: ShellPorts): Promise<SpendTotals | undefined> {
  const filter = { policy: SPEND_POLICY, phases: ["seen" as const] };
  const { entries } = await store.find(filter, { limit: 1, newest: true });
  const parsed = SpendTotals.safeParse(entries[0]?.details);
  return parsed.success ? parsed.data : undefined;
}

/** The day of a moment in UTC, as bills are asked for. */
function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Asks every account for its bills; what cannot be read is told, and our own clock stands alone. */
async function readBills(
  ports: ShellPorts,
  totals: SpendTotals,
  bounds: ReadBounds,
): Promise<{ readonly bills: readonly Bill[]; readonly failed: string | null }> {
  const sinceMs = Math.min(...totals.budgets.map((spend) => spend.sinceMs));
  const query = { fromDay: dayOf(sinceMs), untilDay: dayOf(totals.untilMs), bounds };
  const bills: Bill[] = [];
  let failed: string | null = null;
  for (const costs of ports.costs ?? []) {
    try {
      bills.push(await costs.read(query));
    } catch (error) {
      if (!isAutomationError(error)) throw error;
      failed = error.message;
    }
  }
  return { bills, failed };
}

async function withBills(totals: SpendTotals, ports: ShellPorts, input: SpendInput): Promise<SpendTotals> {
  const { fleet, event, bounds } = input;
  const isDue = totals.billsAskedMs === null || fleet.nowMs - totals.billsAskedMs >= BILLS_EVERY_MS;
  if (!isDue || (ports.costs ?? []).length === 0) return totals;
  const { bills, failed } = await readBills(ports, totals, bounds);
  const asked = { ...totals, billsAskedMs: fleet.nowMs, billsFailed: failed };
  if (bills.length === 0) return asked;
  const context = { rulebook: ports.rulebook, event, nowMs: fleet.nowMs };
  const lookedMs = totals.goneUntilMs ?? fleet.nowMs - BILLS_EVERY_MS;
  const goneSinceMs = Math.max(lookedMs, fleet.nowMs - GONE_WITHIN_MS);
  const isSure = fleet.inventories.every(({ failed, doubt }) => failed === null && doubt === null);
  // Who went from a list that is in doubt is found once it can be read.
  const looked = { ...asked, goneUntilMs: isSure ? fleet.nowMs : goneSinceMs };
  return addBills(looked, {
    ...{ bills, nowMs: fleet.nowMs, budgets: ports.rulebook.config.budgets },
    resources: fleet.inventories.flatMap(({ resources }) => resources),
    gone: await readGone(ports.store, fleet, goneSinceMs),
    isPaidFrom: (budget, resource) => isInScope(budget, resource, context),
  });
}

/** Takes in the alerts that are due, each an event of its own; its id makes that it is taken in once, whoever comes. */
async function alertOf(spend: BudgetSpend, ports: ShellPorts): Promise<BudgetSpend> {
  const { budgets, policies } = ports.rulebook.config;
  const budget = budgets.find(({ name }) => name === spend.budget);
  const due = budget ? dueAlerts(budget, spend, thresholdsOf(budget, policies)) : [];
  for (const { event } of due) await acceptEvent(event, ports);
  return { ...spend, alerted: [...spend.alerted, ...due.map(({ mark }) => mark)] };
}

async function withAlerts(totals: SpendTotals, ports: ShellPorts): Promise<SpendTotals> {
  const told: BudgetSpend[] = [];
  for (const spend of totals.budgets) told.push(await alertOf(spend, ports));
  return { ...totals, budgets: told };
}

/** What the round before came to, said once: when it has just ended. */
function closedText({ budget, closed, currency }: BudgetSpend, before: SpendTotals | undefined): string {
  const known = before?.budgets.find((spend) => spend.budget === budget);
  if (closed === undefined || known?.closed?.period === closed.period) return "";
  return `; ${closed.period} came to ${closed.amount.toFixed(2)} ${currency}`;
}

function textOf({ budgets }: SpendTotals, ports: ShellPorts, before: SpendTotals | undefined): string {
  const parts = budgets.map((spend) => {
    const budget = ports.rulebook.config.budgets.find(({ name }) => name === spend.budget);
    const share = budget ? ` (${((spentSoFar(spend) / budget.amount) * 100).toFixed(1)} %)` : "";
    return `${spend.budget} ${spentSoFar(spend).toFixed(2)} ${spend.currency}${share}${closedText(spend, before)}`;
  });
  return `spent so far: ${parts.join(", ")}`;
}

/** Carries on what every budget has cost, gives the alerts that are due, and says so in one entry. */
export async function meterSpend(ports: ShellPorts, input: SpendInput): Promise<NewEntry> {
  const { fleet, event } = input;
  const before = await newestTotals(ports);
  const { rulebook } = ports;
  const metering = { rulebook, event, before, nowMs: fleet.nowMs, inventories: fleet.inventories };
  for (const spend of closedRounds(metering)) await alertOf(spend, ports);
  const metered = meterFleet(metering);
  const totals = await withAlerts(await withBills(metered, ports, input), ports);
  return entryAt(fleet.nowMs, {
    phase: "seen",
    reason: "spend",
    policy: SPEND_POLICY,
    text: textOf(totals, ports, before),
    details: totals,
  });
}
