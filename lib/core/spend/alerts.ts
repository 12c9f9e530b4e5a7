import type { Budget } from "../../domain/budget.ts";
import { BUDGETS_SOURCE } from "../../domain/built-in-sources.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { Policy } from "../../domain/policy.ts";
import type { BudgetSpend } from "../../domain/spend.ts";
import { alertText } from "./alert-text.ts";
import { projectSpend } from "./project-spend.ts";
import { spentSoFar } from "./spent-so-far.ts";

type BudgetAlert = Extract<AutomationEvent, { type: "budget.alert" }>;

/** An alert that is due, and the mark by which the totals remember that it was given. */
export interface DueAlert {
  readonly mark: string;
  readonly event: BudgetAlert;
}

/** Shares at which a budget gives an alert: its levels and what policies wait for, the smallest first. */
export function thresholdsOf(budget: Budget, policies: readonly Pick<Policy, "on">[]): readonly number[] {
  const waited = policies.flatMap(({ on }) =>
    on.kind === "budget" && on.budget === budget.name ? [on.at] : [],
  );
  return [...new Set([...budget.levels, ...waited])].sort((a, b) => a - b);
}

/** Two decimals, so that a sum reads like money in every place that shows it. */
function rounded(amount: number): number {
  return Math.round(amount * 100) / 100;
}

function alertEvent(
  budget: Budget,
  spend: BudgetSpend,
  { at, kind, projected }: { at: number; kind: "actual" | "forecast"; projected: number | null },
): BudgetAlert {
  const { period, reported } = spend;
  const data = {
    ...{ budget: budget.name, period, at, kind },
    ...{
      currency: budget.currency,
      budgetAmount: budget.amount,
      thresholdAmount: rounded(budget.amount * at),
    },
    ownClock: rounded(spend.amount),
    reported: reported === null ? null : rounded(reported.amount),
    reportedUntil: reported?.until ?? null,
    projected: projected === null ? null : rounded(projected),
    errorBand: rounded(spend.errorBand),
  };
  return {
    specversion: "1.0",
    id: `${budget.name}/${period}/${at}/${kind}`,
    source: BUDGETS_SOURCE,
    type: "budget.alert",
    time: new Date(spend.untilMs).toISOString(),
    subject: alertText(data),
    trigger: "schedule",
    data,
  };
}

/**
 * The alerts that a budget's totals call for and that were not given in this round yet. A forecast is given only while
 * the share is not reached, and not after it was: a bill that is corrected does not make the past a forecast.
 */
export function dueAlerts(
  budget: Budget,
  spend: BudgetSpend,
  thresholds: readonly number[],
): readonly DueAlert[] {
  const spent = spentSoFar(spend);
  const projected = projectSpend(spend, budget);
  return thresholds.flatMap((at): readonly DueAlert[] => {
    const limit = budget.amount * at;
    const kind = spent >= limit ? "actual" : "forecast";
    if (kind === "forecast" && (projected === null || projected < limit)) return [];
    const mark = `${at} ${kind}`;
    if (spend.alerted.includes(mark) || spend.alerted.includes(`${at} actual`)) return [];
    return [{ mark, event: alertEvent(budget, spend, { at, kind, projected }) }];
  });
}
