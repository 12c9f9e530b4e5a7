import { type CostAlert, ratioOf } from "./cost-alert.ts";
import { moneyOf } from "./money-text.ts";

/** Longest alert that is read; real ones have a thousand characters. */
const CHARS_MAX = 8_192;

/** `Name: value` lines; the first of a name counts, since a budget's own name could hold a line break. */
function linesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^([A-Za-z ]{3,40}): (.{1,256})$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !found.has(name)) found.set(name, value.trim());
  }
  return found;
}

const TRIGGERS: Readonly<Record<string, CostAlert["trigger"]>> = { ACTUAL: "actual", FORECASTED: "forecast" };

/** The threshold as a share and as an amount; `null` when it is neither an amount nor a percentage above zero. */
function thresholdOf(line: string, budgetAmount: number): { ratio: number; amount: number } | null {
  const limit = line.replace(/^(?:>=?|Greater than) ?/i, "");
  const percent = /^(\d{1,4}(?:\.\d{1,4})?)%$/.exec(limit)?.[1];
  const amount = percent === undefined ? moneyOf(limit)?.amount : (budgetAmount * Number(percent)) / 100;
  const ratio = ratioOf(amount ?? null, budgetAmount);
  return amount === undefined || ratio === null || ratio <= 0 ? null : { ratio, amount };
}

/**
 * An alert of AWS Budgets, which is plain text. `undefined`: it is something else. A text: what is wrong with it. Only
 * the lines of the table are read; the sentences above it are for people.
 */
export function awsBudgetOf(text: string): CostAlert | string | undefined {
  if (text.length > CHARS_MAX || !text.startsWith("AWS Budget Notification")) return undefined;
  const lines = linesOf(text);
  const budgetName = lines.get("Budget Name");
  const trigger = TRIGGERS[lines.get("Alert Type") ?? ""];
  const budget = moneyOf(lines.get("Budgeted Amount"));
  if (budgetName === undefined) return "Budget Name: must be there";
  if (trigger === undefined) return "Alert Type: ACTUAL or FORECASTED";
  if (budget === null) return "Budgeted Amount: must be an amount";
  const threshold = thresholdOf(lines.get("Alert Threshold") ?? "", budget.amount);
  if (threshold === null) return "Alert Threshold: must be an amount or a percentage above zero";
  return {
    ...{ provider: "aws", budgetName, budgetId: null, trigger, periodStart: null },
    account: /^AWS Account (\d{12})$/m.exec(text)?.[1] ?? null,
    currency: budget.currency,
    budgetAmount: budget.amount,
    thresholdAmount: threshold.amount,
    thresholdRatio: threshold.ratio,
    actualAmount: amountIn(lines, "ACTUAL Amount"),
    forecastAmount: amountIn(lines, "FORECASTED Amount"),
  };
}

function amountIn(lines: ReadonlyMap<string, string>, name: string): number | null {
  return moneyOf(lines.get(name))?.amount ?? null;
}
