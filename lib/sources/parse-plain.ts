import { isJsonObject, textAt, valueAt } from "./json-path.ts";
import { parseStandardWebhook } from "./parse-standard-webhook.ts";
import { type Parser, webhookDraft } from "./parser.ts";

/**
 * Grafana, Zammad and GLPI: the body as it is, for a policy's `when` to look into. Where a payload can be written by
 * hand, as Zammad and GLPI let it, it may be a ticket in our own form: `{ "type": "ticket.updated", "data": … }`.
 */
export const parsePlain: Parser = (delivery) => {
  const isTicket =
    textAt(delivery.body, "type") === "ticket.updated" && isJsonObject(valueAt(delivery.body, "data"));
  return isTicket ? parseStandardWebhook(delivery) : webhookDraft(delivery);
};
