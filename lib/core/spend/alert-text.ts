import type { AutomationEvent } from "../../domain/event.ts";

type AlertData = Extract<AutomationEvent, { type: "budget.alert" }>["data"];

/** What our own meter says in an alert, in figures of the budget's currency. */
type MeterData = AlertData & {
  readonly ownClock: number;
  readonly reported: number | null;
  readonly reportedUntil: string | null;
  readonly projected: number | null;
  readonly errorBand: number;
  readonly budgetAmount: number;
  readonly currency: string;
};

function billText({ reported, reportedUntil }: MeterData): string {
  if (reported === null) return "no bill read";
  return `billed ${reported.toFixed(2)}${reportedUntil === null ? ", no day of it is in yet" : ` up to ${reportedUntil}`}`;
}

/** An alert in one line: the share, what our own clock and the bill say, what is to come, and how far off it may be. */
export function alertText(data: MeterData): string {
  const { budget, period, at, kind, ownClock, projected, errorBand, budgetAmount, currency } = data;
  const share = `${Number((at * 100).toPrecision(6))} % of ${budgetAmount.toFixed(2)} ${currency}`;
  return [
    `${budget} ${period ?? ""}: ${share} ${kind === "actual" ? "reached" : "to be reached"}`,
    `own clock ${ownClock.toFixed(2)}`,
    billText(data),
    `by the end ${projected === null ? "not known yet" : projected.toFixed(2)}`,
    `give or take ${errorBand.toFixed(2)}`,
  ].join("; ");
}
