import { eventTimeMs } from "./event-time.ts";
import { textAt, valueAt } from "./json-path.ts";
import { type Parser, PONG, webhookDraft } from "./parser.ts";

/** PagerDuty V3 webhooks. The event's id stands in the body, so that it is signed and the same on every retry. */
export const parsePagerduty: Parser = (delivery) => {
  const event = valueAt(delivery.body, "event");
  // What "Send Test Event" sends.
  if (textAt(event, "event_type") === "pagey.ping") return PONG;
  return webhookDraft(delivery, {
    id: textAt(event, "id") ?? delivery.eventId,
    timeMs: eventTimeMs(valueAt(event, "occurred_at")),
  });
};
