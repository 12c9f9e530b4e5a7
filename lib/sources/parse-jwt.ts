import { costAlertEvent } from "./cost-alert.ts";
import { eventTimeMs } from "./event-time.ts";
import { azureBudgetEvent } from "./parse-azure.ts";
import { azureBudgetOf } from "./parse-azure-budget.ts";
import { gcpAlertId, gcpBudgetOf, type PushedMessage, pushedMessageOf } from "./parse-gcp-budget.ts";
import { parseStandardWebhook } from "./parse-standard-webhook.ts";
import { type Delivery, type Parsed, type Parser, PONG, webhookDraft } from "./parser.ts";

function ofPush(delivery: Delivery, pushed: PushedMessage): Parsed {
  const timeMs = eventTimeMs(pushed.publishTime);
  const alert = gcpBudgetOf(pushed);
  if (alert === "quiet") return PONG;
  if (alert !== undefined && "wrong" in alert) return { kind: "unsupported", detail: alert.wrong };
  if (alert !== undefined) return costAlertEvent(alert, { id: gcpAlertId(alert), timeMs });
  const id = pushed.messageId === null ? delivery.eventId : `pubsub:${pushed.messageId}`;
  return webhookDraft(delivery, { id, timeMs, data: { ...pushed.body, attributes: pushed.attributes } });
}

/** What comes with a token: Pub/Sub pushes, Azure's alerts, and our own form `{ type, timestamp, data }`. */
export const parseJwt: Parser = (delivery) => {
  const pushed = pushedMessageOf(delivery.body);
  if (typeof pushed === "string") return { kind: "unsupported", detail: pushed };
  if (pushed !== undefined) return ofPush(delivery, pushed);
  const alert = azureBudgetOf(delivery.body);
  return alert === undefined ? parseStandardWebhook(delivery) : azureBudgetEvent(alert, delivery);
};
