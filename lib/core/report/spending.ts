import type { SeenMachine } from "../../domain/frame.ts";
import type { PriceBook } from "../../domain/prices.ts";
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

/** Hours of a machine that a frame speaks for: the hour that it closes, and hours before it that nobody saw. */
function hoursOf(history: MachineHistory, machine: SeenMachine, slotMs: number, fromMs: number): number {
  // What ran before and after counts as having run in between; anything else that nobody saw is not charged.
  const bridges = history.slotMs > 0 && history.standing === "running" && machine.standing === "running";
  const sinceMs = Math.max(bridges ? history.slotMs : slotMs - HOUR_MS, history.slotMs, fromMs);
  return Math.max(0, slotMs - sinceMs) / HOUR_MS;
}

/** The target of a machine. */
export function targetOf(ref: string): string {
  return ref.split("/", 1)[0] ?? "";
}

function add(row: Spent, hours: number, price: number | null, isAlways: boolean): void {
  row.hours += hours;
  if (price === null) {
    row.unpricedHours += hours;
    return;
  }
  row.amount += hours * price;
  if (isAlways) row.always += hours * price;
}

/** Begins with nothing spent. */
export function createSpending({ fromMs, isMeant, pricesOf }: SpendingScope): Spending {
  const spent = createTotals<Spent>(([owner = null, team = null, currency = null]) => ({
    ...{ owner, team, currency, hours: 0, amount: 0, always: 0, unpricedHours: 0 },
  }));
  return {
    charge: (history, machine, slotMs) => {
      const hours = hoursOf(history, machine, slotMs, fromMs);
      // Not told whole yet, a machine counts as one that is paid by the running hour, as nearly all are.
      const whole = machine.resource ?? history.resource;
      const kind = whole === null ? "metered" : costRate(whole, pricesOf(targetOf(machine.ref))).kind;
      const isPaid = kind === "always" || (kind === "metered" && machine.standing === "running");
      if (!isPaid || hours === 0 || !isMeant(machine)) return;
      const [price, currency] = machine.price ?? [null, null];
      add(spent.of([machine.owner, machine.team, currency]), hours, price, kind === "always");
    },
    rows: () => spent.values().toSorted(byAmount),
  };
}
