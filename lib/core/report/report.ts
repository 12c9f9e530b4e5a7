/** Who a sum belongs to; `null` where nobody is known. */
export interface Account {
  readonly owner: string | null;
  readonly team: string | null;
}

/** What an owner's machines cost. Sums of two currencies are rows apart. */
export interface SpentRow extends Account {
  readonly currency: string | null;
  /** Hours in which machines ran, or were billed although they did not. */
  readonly hours: number;
  readonly amount: number;
  /** Part of the amount that a stop would not have saved: machines that are billed whether they run or not. */
  readonly always: number;
  /** Part of the amount that disks cost, as far as size and price are known; they go on after a stop. */
  readonly disks: number;
  /** Hours of machines without a price; they are in no amount. */
  readonly unpricedHours: number;
}

/** What stops have saved an owner. */
export interface SavedRow extends Account {
  readonly currency: string | null;
  readonly stops: number;
  readonly hours: number;
  readonly amount: number;
  readonly unpricedHours: number;
}

/** What the stops of one policy have saved. */
export interface PolicyRow {
  readonly policy: string;
  readonly currency: string | null;
  readonly stops: number;
  readonly hours: number;
  readonly amount: number;
}

/** Something about one machine. */
export interface MachineRow extends Account {
  readonly ref: string;
  readonly name: string;
  readonly text: string;
}

/** What a month came to, in UTC. Times are milliseconds since the epoch. */
export interface Report {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly spent: readonly SpentRow[];
  readonly saved: readonly SavedRow[];
  readonly policies: readonly PolicyRow[];
  /** Stops that saved nothing, and why. */
  readonly saveNothing: readonly MachineRow[];
  /** Machines that are off and whose disks go on costing. */
  readonly disks: readonly MachineRow[];
  /** What a person might do; Curfew never does it by itself. */
  readonly advice: readonly MachineRow[];
  /** Hours of the month for which the log holds a frame, and those for which it should. */
  readonly hoursSeen: number;
  readonly hoursExpected: number;
}

/** What a saving is measured against; it stands beside every figure of it. */
export const COUNTERFACTUAL =
  "a stop saves from when it was confirmed until anybody starts the machine again, it is gone, or the report ends; never more than the machine would have cost running";
