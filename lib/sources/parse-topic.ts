import { alarmOf } from "./alarm-of.ts";
import { type CostAlert, costAlertEvent, ratioOf } from "./cost-alert.ts";
import { eventTimeMs } from "./event-time.ts";
import { type JsonObject, textAt } from "./json-path.ts";
import { moneyOf } from "./money-text.ts";
import type { TopicService } from "./open-topic.ts";
import { awsBudgetOf } from "./parse-aws-budget.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { parseStandardWebhook } from "./parse-standard-webhook.ts";
import { type Delivery, type Parsed, type Parser, webhookDraft } from "./parser.ts";

/**
 * An alert that somebody publishes on a topic of their own, in the form that docs/sources.md proposes: Huawei Cloud
 * documents no machine form for its budgets. `undefined`: something else. A text: what is wrong with it.
 */
export function ownBudgetOf(body: JsonObject): CostAlert | string | undefined {
  const budgetName = textAt(body, "budget_name");
  if (budgetName === null) return undefined;
  const amount = (name: string) => moneyOf(body[name])?.amount ?? null;
  const budgetAmount = amount("budget_amount");
  const percent = amount("threshold_percent");
  const thresholdRatio = percent === null ? ratioOf(amount("threshold_amount"), budgetAmount) : percent / 100;
  const kind = textAt(body, "type")?.toUpperCase() ?? "ACTUAL";
  if (kind !== "ACTUAL" && kind !== "FORECAST") return "type: ACTUAL or FORECAST";
  if (thresholdRatio === null || thresholdRatio <= 0) return "threshold_percent: must be a number above zero";
  return {
    provider: "huawei",
    account: textAt(body, "account"),
    budgetName,
    budgetId: textAt(body, "budget_id"),
    trigger: kind === "ACTUAL" ? "actual" : "forecast",
    currency: textAt(body, "currency"),
    budgetAmount,
    thresholdAmount: budgetAmount === null ? null : budgetAmount * thresholdRatio,
    thresholdRatio,
    actualAmount: amount("actual_amount"),
    forecastAmount: amount("forecast_amount"),
    periodStart: textAt(body, "period_start"),
  };
}

/** The one JSON object that a message's text may be. */
function jsonOf(text: string): JsonObject | null {
  return text.trimStart().startsWith("{") ? parseJsonBody(Buffer.from(text, "utf8")) : null;
}

interface TopicText {
  readonly text: string;
  readonly subject: string | null;
  readonly topic: string | null;
  readonly timeMs: number | null;
}

function ofAlert(alert: CostAlert | string, delivery: Delivery, timeMs: number | null): Parsed {
  if (typeof alert === "string") return { kind: "unsupported", detail: `message: ${alert}` };
  return costAlertEvent(alert, { id: delivery.eventId, timeMs });
}

/** A Cloud Eye alarm, a budget alert, an event in our own form; everything else is handed on for a policy's `when`. */
function parsed(delivery: Delivery, { text, subject, topic, timeMs }: TopicText): Parsed {
  const inner = jsonOf(text);
  const budget = inner === null ? awsBudgetOf(text) : ownBudgetOf(inner);
  if (budget !== undefined) return ofAlert(budget, delivery, timeMs);
  const alarm = inner === null ? undefined : alarmOf(inner, timeMs ?? 0);
  if (alarm !== undefined) {
    if ("refused" in alarm) return { kind: "unsupported", detail: `message: ${alarm.refused}` };
    const draft = { type: "alarm.raised", id: delivery.eventId, timeMs: alarm.timeMs, subject } as const;
    return { kind: "event", draft: { ...draft, data: alarm.data } };
  }
  if (inner !== null && textAt(inner, "type") !== null && "data" in inner)
    return parseStandardWebhook({ ...delivery, body: inner });
  return webhookDraft(delivery, { timeMs, data: { topic, subject, message: inner ?? text } });
}

/** Notifications of a service, under the names that it gives its fields. */
export function parseTopic(service: TopicService): Parser {
  return (delivery) => {
    const { body } = delivery;
    return parsed(delivery, {
      subject: textAt(body, service.subject),
      topic: textAt(body, service.topic),
      text: textAt(body, service.message) ?? "",
      timeMs: eventTimeMs(body[service.time]),
    });
  };
}
