import { perMonth } from "../../core/saving.ts";
import { groupBy } from "../../domain/group-by.ts";
import { HOURS_PER_MONTH, type PriceBook } from "../../domain/prices.ts";
import type { ResourceRef } from "../../domain/resource.ts";
import type { ScannedMachine } from "./scan.ts";

/** Idle machines of one flavor that cost nothing once they are stopped, but for their disks. */
export interface FlavorSum {
  readonly flavor: string;
  readonly machines: readonly ResourceRef[];
  /** Price of one machine and hour; `null` when the price file has none. */
  readonly pricePerHour: number | null;
  readonly perMonth: number | null;
}

/** What stopping every idle machine would save. */
export interface Recoverable {
  readonly machines: readonly ResourceRef[];
  /** Hours of running that a month of stopped machines saves. */
  readonly hoursPerMonth: number;
  /** Sum of what has a price; `null` without a price file, or when it prices none of them. */
  readonly perMonth: number | null;
  readonly currency: string | null;
  /** Where the prices come from, as the price file says. */
  readonly source: string | null;
  /** Flavors that the price file does not know; their machines are not in the sum. */
  readonly unpriced: readonly string[];
  readonly byFlavor: readonly FlavorSum[];
}

/** Money that a stop does not get back, and why. */
export interface NotRecoverable {
  readonly why: string;
  readonly machines: readonly ResourceRef[];
  /** How many of them are idle right now. */
  readonly idle: number;
  /** What those with a price go on costing; `null` when that is not known. */
  readonly perMonth: number | null;
  readonly currency: string | null;
  readonly source: string | null;
}

/** Both sides. */
export interface ScanMoney {
  readonly recoverable: Recoverable;
  readonly notRecoverable: readonly NotRecoverable[];
}

/** Two decimals, so that a sum of prices reads like money in JSON too. */
function rounded(amount: number): number {
  return Math.round(amount * 100) / 100;
}

function refsOf(machines: readonly ScannedMachine[]): readonly ResourceRef[] {
  return machines.map(({ resource }) => resource.ref);
}

/** Whether the machine is idle now, beyond doubt. */
export function isIdle({ verdict }: ScannedMachine): boolean {
  return verdict?.reason === "idle";
}

function priceOf({ resource }: ScannedMachine, prices: PriceBook | undefined): number | null {
  return prices?.flavors[resource.flavor.name] ?? null;
}

function sum(amounts: readonly (number | null)[]): number | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : rounded(known.reduce((total, amount) => total + amount, 0));
}

function recoverableOf(machines: readonly ScannedMachine[], prices: PriceBook | undefined): Recoverable {
  const byFlavor = [...groupBy(machines, ({ resource }) => resource.flavor.name)].map(
    ([flavor, own]): FlavorSum => {
      const price = prices?.flavors[flavor] ?? null;
      return {
        flavor,
        machines: refsOf(own),
        pricePerHour: price,
        perMonth: price === null ? null : rounded(perMonth(price) * own.length),
      };
    },
  );
  const unpriced = byFlavor.filter(({ pricePerHour }) => pricePerHour === null).map(({ flavor }) => flavor);
  return {
    machines: refsOf(machines),
    hoursPerMonth: machines.length * HOURS_PER_MONTH,
    perMonth: prices && machines.length === 0 ? 0 : sum(byFlavor.map((flavor) => flavor.perMonth)),
    currency: prices?.currency ?? null,
    source: prices?.source ?? null,
    unpriced: prices === undefined ? [] : unpriced,
    byFlavor: byFlavor.sort((a, b) => (b.perMonth ?? 0) - (a.perMonth ?? 0)),
  };
}

/**
 * What a machine goes on costing when it is stopped. A price is one of pay-per-use, so it says nothing of prepaid
 * machines; and a supernode is paid for through its nodes, which are machines of their own.
 */
function goesOnCosting(machine: ScannedMachine, prices: PriceBook | undefined): number | null {
  const { billing, kind } = machine.resource;
  if (billing === "prepaid" || kind === "supernode") return null;
  const price = priceOf(machine, prices);
  return price === null ? null : perMonth(price);
}

/** What is known of the disks: their sizes as far as the lists have them. Addresses are in no list. */
function disksText(machines: readonly ScannedMachine[], prices: PriceBook | undefined): string {
  const sizes = machines.flatMap(({ resource }) => resource.diskGb ?? []);
  const total = sizes.reduce((all, size) => all + size, 0);
  const unknown = machines.length - sizes.length;
  const missing = unknown === 0 ? "" : `; the sizes of ${unknown} are not in the lists`;
  if (sizes.length === 0) return `disks and addresses go on being billed while stopped${missing}`;
  const unpriced = prices && prices.storageGbHour === undefined ? ", no storageGbHour in the price file" : "";
  return `disks go on being billed while stopped: ${total} GB${unpriced}${missing}; addresses not counted`;
}

function diskPerMonth({ resource }: ScannedMachine, prices: PriceBook | undefined): number | null {
  const price = prices?.storageGbHour;
  return price === undefined || resource.diskGb === undefined ? null : perMonth(resource.diskGb * price);
}

function notRecoverableOf(
  machines: readonly ScannedMachine[],
  prices: PriceBook | undefined,
): readonly NotRecoverable[] {
  const billedOn = machines.filter(({ resource, verdict }) => {
    const { kind } = resource.stoppedCost;
    return verdict !== null && (kind === "full" || kind === "unknown");
  });
  const figures = { currency: prices?.currency ?? null, source: prices?.source ?? null };
  const groups = [...groupBy(billedOn, ({ resource }) => resource.stoppedCost.why)].map(([why, own]) => ({
    ...figures,
    why,
    machines: refsOf(own),
    idle: own.filter(isIdle).length,
    perMonth: sum(own.map((machine) => goesOnCosting(machine, prices))),
  }));
  const withDisks = machines.filter((machine) => {
    const { stoppedCost, standing } = machine.resource;
    return stoppedCost.kind === "storage" && (standing === "stopped" || isIdle(machine));
  });
  groups.sort((a, b) => (b.perMonth ?? 0) - (a.perMonth ?? 0));
  if (withDisks.length === 0) return groups;
  const idle = withDisks.filter(isIdle).length;
  const disks = {
    why: disksText(withDisks, prices),
    machines: refsOf(withDisks),
    perMonth: sum(withDisks.map((machine) => diskPerMonth(machine, prices))),
  };
  return [...groups, { ...figures, ...disks, idle }];
}

/** Sums up what stopping the idle machines would save, and what it would not. */
export function countMoney(machines: readonly ScannedMachine[], prices: PriceBook | undefined): ScanMoney {
  const saving = machines.filter((machine) => {
    const { kind } = machine.resource.stoppedCost;
    return isIdle(machine) && (kind === "free" || kind === "storage");
  });
  return {
    recoverable: recoverableOf(saving, prices),
    notRecoverable: notRecoverableOf(machines, prices),
  };
}
