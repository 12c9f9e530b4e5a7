import type { SeenMachine } from "../../domain/frame.ts";
import type { PriceBook } from "../../domain/prices.ts";
import type { Resource } from "../../domain/resource.ts";
import { costRate } from "../spend/cost-rate.ts";
import type { MachineHistory } from "./machine-history.ts";
import type { Account, Report } from "./report.ts";
import { byAmount, createTotals } from "./totals.ts";

const HOUR_MS = 3_600_000;

type Spent = { -readonly [K in keyof Report["spent"][number]]: Report["spent"][number][K] };

/** For whom and from when spending is counted. */
export interface SpendingScope {
  readonly fromMs: number;
  readonly isMeant: (account: Account) => boolean;
  readonly pricesOf: (target: string) => PriceBook | undefined;
}

/** Sums up what machines cost, frame by frame. */
export interface Spending {
  /** `history` is what was known before this frame. */
  charge(history: MachineHistory, machine: SeenMachine, slotMs: number): void;
  rows(): Report["spent"];
}

/** One machine between the frame before and this one. */
interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly wasRunning: boolean;
  readonly isFirst: boolean;
  /** Since when one of our stops goes on; later than `untilMs` where none does. */
  readonly stoppedMs: number;
  /** Hours of it that are counted as saved. */
  readonly savedHours: number;
}

function hoursBetween(fromMs: number, untilMs: number): number {
  return Math.max(0, untilMs - fromMs) / HOUR_MS;
}

/** Hours since the machine was last seen; of one that was never seen, the hour that the frame closes. */
function hoursThere({ fromMs, untilMs, isFirst }: Stretch, { createdAtMs }: Resource): number {
  const sinceMs = isFirst ? Math.max(untilMs - HOUR_MS, createdAtMs ?? 0) : 0;
  return hoursBetween(Math.max(fromMs, sinceMs), untilMs);
}

/**
 * Hours in which a machine ran. What ran before and after counts as having run in between. Where it was otherwise, its
 * own time of change tells when it came up or went off; without one, what came up counts for the hour that the frame
 * closes, and what went off not at all.
 */
function hoursOn(stretch: Stretch, { standing, resource }: SeenMachine): number {
  const { fromMs, untilMs, wasRunning, stoppedMs, savedHours } = stretch;
  const changedMs = resource?.updatedAtMs ?? null;
  if (!wasRunning) {
    const sinceMs = Math.max(changedMs ?? 0, untilMs - HOUR_MS, fromMs);
    return standing === "running" ? hoursBetween(sinceMs, untilMs) : 0;
  }
  const offMs = standing === "running" ? untilMs : Math.min(changedMs ?? fromMs, untilMs);
  return Math.max(0, hoursBetween(fromMs, Math.min(offMs, stoppedMs)) - savedHours);
}

/** The target of a machine. */
export function targetOf(ref: string): string {
  return ref.split("/", 1)[0] ?? "";
}

/** Begins with nothing spent. */
export function createSpending({ fromMs, isMeant, pricesOf }: SpendingScope): Spending {
  const spent = createTotals<Spent>(([owner = null, team = null, currency = null]) => ({
    ...{ owner, team, currency, hours: 0, amount: 0, always: 0, disks: 0, unpricedHours: 0 },
  }));

  function chargeDisk(machine: SeenMachine, hours: number, perHour: number): void {
    if (hours === 0 || perHour === 0) return;
    const currency = pricesOf(targetOf(machine.ref))?.currency ?? null;
    const row = spent.of([machine.owner, machine.team, currency]);
    row.amount += hours * perHour;
    row.disks += hours * perHour;
  }

  function chargeHours(machine: SeenMachine, hours: number, isAlways: boolean): void {
    if (hours === 0) return;
    const [price, currency] = machine.price ?? [null, null];
    const row = spent.of([machine.owner, machine.team, currency]);
    row.hours += hours;
    if (price === null) row.unpricedHours += hours;
    else row.amount += hours * price;
    if (isAlways) row.always += hours * (price ?? 0);
  }

  function chargeWhole(machine: SeenMachine, whole: Resource, stretch: Stretch): void {
    const { kind, diskPerHour } = costRate(whole, pricesOf(targetOf(machine.ref)));
    chargeDisk(machine, hoursThere(stretch, whole), diskPerHour);
    if (kind === "metered") chargeHours(machine, hoursOn(stretch, machine), false);
    if (kind === "always") chargeHours(machine, hoursThere(stretch, whole), true);
  }

  return {
    charge: (history, machine, slotMs) => {
      if (!isMeant(machine) || slotMs <= fromMs) return;
      const isFirst = history.slotMs === 0;
      const stretch = {
        ...{ fromMs: Math.max(history.slotMs, fromMs), untilMs: slotMs },
        ...{ isFirst, wasRunning: history.standing === "running" },
        stoppedMs: history.stop?.sinceMs ?? Number.POSITIVE_INFINITY,
        savedHours: history.savedMs / HOUR_MS,
      };
      const whole = machine.resource ?? history.resource;
      // Not told whole yet, a machine counts as one that is paid by the running hour, as nearly all are.
      if (whole === null) chargeHours(machine, hoursOn(stretch, machine), false);
      else chargeWhole(machine, whole, stretch);
    },
    rows: () => spent.values().toSorted(byAmount),
  };
}
