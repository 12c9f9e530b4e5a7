import type { Parsed } from "./parser.ts";

/** What the clouds' budget alerts have in common, in one form. Amounts in `currency`; what a sender leaves out is `null`. */
export interface CostAlert {
  readonly provider: "aws" | "azure" | "gcp" | "huawei";
  readonly account: string | null;
  readonly budgetName: string;
  readonly budgetId: string | null;
  readonly trigger: "actual" | "forecast";
  readonly currency: string | null;
  readonly budgetAmount: number | null;
  readonly thresholdAmount: number | null;
  /** 0.8 for 80 %. */
  readonly thresholdRatio: number;
  readonly actualAmount: number | null;
  readonly forecastAmount: number | null;
  /** As the sender wrote it. */
  readonly periodStart: string | null;
}

/** When an alert was sent and what makes it the same as another one. */
export interface AlertOrigin {
  readonly id: string;
  readonly timeMs: number | null;
}

/** Rounded, so that 800 of 1,000 is 0.8 and the policies' `at: 80%` meets it. */
export function ratioOf(part: number | null, whole: number | null): number | null {
  if (part === null || whole === null || whole <= 0) return null;
  return Number((part / whole).toPrecision(12));
}

/** The budget event that policies know, with everything else the sender told beside it. */
export function costAlertEvent(alert: CostAlert, { id, timeMs }: AlertOrigin): Parsed {
  const { budgetName, thresholdRatio, trigger, periodStart } = alert;
  const period = periodStart === null ? {} : { period: periodStart.slice(0, 64) };
  const data = { ...alert, budget: budgetName, at: thresholdRatio, kind: trigger, ...period };
  return { kind: "event", draft: { type: "budget.alert", id, timeMs, subject: budgetName, data } };
}
