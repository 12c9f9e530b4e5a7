import type { CostAlert } from "./cost-alert.ts";
import { isJsonObject, type JsonObject, textAt, valueAt } from "./json-path.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { base64Bytes } from "./secret-key.ts";

/** What Pub/Sub pushes: the message's own JSON, its attributes, its id. */
export interface PushedMessage {
  readonly body: JsonObject;
  readonly attributes: JsonObject;
  readonly messageId: string | null;
  readonly publishTime: unknown;
}

/** Unwraps a Pub/Sub push; `undefined` for anything else. A text: what is wrong with it. */
export function pushedMessageOf(envelope: JsonObject): PushedMessage | string | undefined {
  const message = valueAt(envelope, "message");
  const data = valueAt(message, "data");
  if (!isJsonObject(message) || typeof data !== "string") return undefined;
  const bytes = base64Bytes(data);
  const body = bytes === null ? null : parseJsonBody(bytes);
  if (body === null) return "message.data: must be base64 of a JSON object";
  const attributes = valueAt(message, "attributes");
  return {
    body,
    attributes: isJsonObject(attributes) ? attributes : {},
    messageId: textAt(message, "messageId"),
    publishTime: valueAt(message, "publishTime"),
  };
}

const numberAt = (body: JsonObject, name: string) => {
  const value = body[name];
  return typeof value === "number" ? value : null;
};

/**
 * A budget message of Google Cloud. They come several times a day whatever happens; only the field of a threshold says
 * that one was crossed: `quiet` without it. `undefined`: something else. A text: what is wrong with it.
 */
export function gcpBudgetOf({
  body,
  attributes,
}: PushedMessage): CostAlert | "quiet" | { wrong: string } | undefined {
  const budgetName = textAt(body, "budgetDisplayName");
  const budgetId = textAt(attributes, "budgetId");
  if (budgetName === null || budgetId === null || numberAt(body, "budgetAmount") === null) return undefined;
  const actual = numberAt(body, "alertThresholdExceeded");
  const forecast = numberAt(body, "forecastThresholdExceeded");
  const thresholdRatio = actual ?? forecast;
  if (thresholdRatio === null) return "quiet";
  if (thresholdRatio <= 0) return { wrong: "message.data: a threshold must be above zero" };
  const budgetAmount = numberAt(body, "budgetAmount");
  return {
    provider: "gcp",
    account: textAt(attributes, "billingAccountId"),
    budgetName,
    budgetId,
    trigger: actual === null ? "forecast" : "actual",
    currency: textAt(body, "currencyCode"),
    budgetAmount,
    thresholdAmount: budgetAmount === null ? null : budgetAmount * thresholdRatio,
    thresholdRatio,
    actualAmount: numberAt(body, "costAmount"),
    forecastAmount: null,
    periodStart: textAt(body, "costIntervalStart"),
  };
}

/** The same for every message about one crossing: they are repeated until the period is over. */
export function gcpAlertId({ account, budgetId, periodStart, trigger, thresholdRatio }: CostAlert): string {
  return `gcp:${account}:${budgetId}:${periodStart}:${trigger}:${thresholdRatio}`.slice(0, 256);
}
