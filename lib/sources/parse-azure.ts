import { type CostAlert, costAlertEvent } from "./cost-alert.ts";
import { eventTimeMs } from "./event-time.ts";
import { valueAt } from "./json-path.ts";
import { azureBudgetOf } from "./parse-azure-budget.ts";
import { type Delivery, type Parsed, type Parser, webhookDraft } from "./parser.ts";

/** The budget event of an alert of Azure; a text says what is wrong with it. */
export function azureBudgetEvent(alert: CostAlert | string, { eventId, body }: Delivery): Parsed {
  if (typeof alert === "string") return { kind: "unsupported", detail: alert };
  const timeMs = eventTimeMs(valueAt(body, "data", "essentials", "firedDateTime"));
  return costAlertEvent(alert, { id: eventId, timeMs });
}

/** Azure action groups: budget alerts in either schema, every other alert as it came. */
export const parseAzure: Parser = (delivery) => {
  const alert = azureBudgetOf(delivery.body);
  return alert === undefined ? webhookDraft(delivery) : azureBudgetEvent(alert, delivery);
};
