import { type CostAlert, ratioOf } from "./cost-alert.ts";
import { type JsonObject, listAt, textAt, valueAt } from "./json-path.ts";
import { moneyOf } from "./money-text.ts";

const SUBSCRIPTION = /\/subscriptions\/([0-9a-fA-F-]{36})/;

const amountAt = (value: unknown, name: string) => moneyOf(valueAt(value, name))?.amount ?? null;

/** The common schema: amounts are printed text, and the threshold is an amount. */
function ofCommonSchema(data: unknown): CostAlert | string {
  const facts = valueAt(data, "alertContext", "AlertData");
  const budgetName = textAt(facts, "BudgetName");
  const thresholdAmount = amountAt(facts, "NotificationThresholdAmount");
  const budgetAmount = amountAt(facts, "BudgetThreshold");
  const thresholdRatio = ratioOf(thresholdAmount, budgetAmount);
  const kind = textAt(facts, "ThresholdType");
  if (budgetName === null) return "data.alertContext.AlertData.BudgetName: must be there";
  if (kind !== "Actual" && kind !== "Forecasted") return "data.alertContext.AlertData.ThresholdType: unknown";
  if (thresholdRatio === null || thresholdRatio <= 0)
    return "data.alertContext.AlertData: NotificationThresholdAmount and BudgetThreshold must be amounts";
  return {
    provider: "azure",
    account: SUBSCRIPTION.exec(textAt(facts, "Scope") ?? "")?.[1] ?? null,
    budgetName,
    budgetId: textAt(facts, "BudgetId"),
    trigger: kind === "Actual" ? "actual" : "forecast",
    currency: textAt(facts, "Unit"),
    ...{ budgetAmount, thresholdAmount, thresholdRatio },
    actualAmount: amountAt(facts, "SpentAmount"),
    forecastAmount: amountAt(facts, "ForecastedTotalForPeriod"),
    periodStart: textAt(facts, "BudgetStartDate"),
  };
}

/** The older schema says the threshold as an amount in newer samples (`8000.0`) and as a ratio in an older one (`0.8`). */
function ofOldSchema(data: unknown): CostAlert | string {
  const budgetName = textAt(data, "BudgetName");
  const budgetAmount = amountAt(data, "Budget");
  const told = amountAt(data, "NotificationThresholdAmount");
  if (budgetName === null) return "data.BudgetName: must be there";
  if (budgetAmount === null || budgetAmount <= 0 || told === null || told <= 0)
    return "data: Budget and NotificationThresholdAmount must be amounts above zero";
  // No budget is told of at a ten-thousandth of its amount, and no ratio is above ten.
  const isRatio = told <= 10 && told / budgetAmount < 0.01;
  const thresholdRatio = isRatio ? told : (ratioOf(told, budgetAmount) ?? told);
  return {
    provider: "azure",
    account: textAt(data, "SubscriptionId"),
    budgetName,
    budgetId: null,
    trigger: "actual",
    currency: textAt(data, "Unit"),
    budgetAmount,
    thresholdAmount: isRatio ? told * budgetAmount : told,
    thresholdRatio,
    actualAmount: amountAt(data, "SpendingAmount"),
    forecastAmount: null,
    periodStart: textAt(data, "BudgetStartDate"),
  };
}

/** A budget alert of Azure, in either schema. `undefined`: it is something else. A text: what is wrong with it. */
export function azureBudgetOf(body: JsonObject): CostAlert | string | undefined {
  const schema = textAt(body, "schemaId");
  const data = valueAt(body, "data");
  if (schema === "AIP Budget Notification") return ofOldSchema(data);
  const isCommon =
    schema === "azureMonitorCommonAlertSchema" &&
    textAt(data, "essentials", "monitoringService") === "CostAlerts" &&
    listAt(data, "essentials", "configurationItems").includes("budgets");
  return isCommon ? ofCommonSchema(data) : undefined;
}
