import type { Machine } from "../machine.ts";
import { flavorPrice } from "./flavor-price.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Bills come in so late. The page says one hour for original and 24 to 48 hours for amortized costs; people see a day. */
export const BILL_LAG_MS = DAY_MS;

/** What one machine is billed with on each day. */
export interface MachineBill {
  readonly resource: string;
  readonly days: readonly { readonly day: string; readonly amount: number }[];
}

function billedMs(machine: Machine, fromMs: number, untilMs: number): number {
  const isAlways = machine.kind === "dev-server" && machine.serverType !== "ECS";
  if (isAlways) return Math.max(0, untilMs - Math.max(fromMs, machine.createdAt));
  return machine.runs.reduce((sum, run) => {
    const end = Math.min(run.to ?? untilMs, untilMs);
    return sum + Math.max(0, end - Math.max(run.from, fromMs));
  }, 0);
}

/** Paid by the month or year, as a part of a pool, or through its members: nothing is billed by the hour. */
function isMetered(machine: Machine): boolean {
  if (machine.kind === "supernode") return false;
  if (machine.kind === "dev-server") return machine.billing !== "PRE_PAID";
  return machine.kind !== "notebook" || machine.poolId === null;
}

/** The bill of a machine for the days from `fromMs` (the beginning of a day in UTC), as far as it has come in. */
export function billOf(
  machine: Machine,
  span: { readonly fromMs: number; readonly untilMs: number; readonly now: number },
): MachineBill {
  // A DevServer is billed as the server behind it.
  const resource = machine.kind === "dev-server" ? machine.cloudServerId : machine.id;
  const knownMs = Math.min(span.untilMs, span.now - BILL_LAG_MS);
  const days: { day: string; amount: number }[] = [];
  for (let start = span.fromMs; isMetered(machine) && start < knownMs; start += DAY_MS) {
    const ms = billedMs(machine, start, Math.min(start + DAY_MS, knownMs));
    const amount = (ms / HOUR_MS) * flavorPrice(machine.flavor);
    days.push({ day: new Date(start).toISOString().slice(0, 10), amount });
  }
  return { resource, days };
}
