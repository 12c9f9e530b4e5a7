import type { ReadBounds } from "./cloud.ts";

/** What is asked of the cloud's own bills. Days are `2026-11-21`, both inclusive. */
export interface CostQuery {
  readonly fromDay: string;
  readonly untilDay: string;
  readonly bounds?: ReadBounds;
}

/** What one resource cost on one day, by the cloud's own bill. */
export interface BilledDay {
  /** The cloud's id of the resource: of a notebook, or of the server behind a DevServer. */
  readonly resource: string;
  readonly day: string;
  readonly amount: number;
}

/** A bill as far as it has come in; clouds are hours to days late with it. */
export interface Bill {
  readonly currency: string;
  readonly days: readonly BilledDay[];
}

/** The bills of one account. */
export interface CostPort {
  /** Rejects with an `AutomationError` when they could not be read. */
  read(query: CostQuery): Promise<Bill>;
}
