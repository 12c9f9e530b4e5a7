import { budgetShare } from "./budget-share.ts";
import { eventTimeMs } from "./event-time.ts";
import { isJsonObject, type JsonObject, textAt, valueAt } from "./json-path.ts";
import { parseSpoken } from "./parse-spoken.ts";
import { type EventDraft, type Parsed, type Parser, webhookDraft } from "./parser.ts";

/**
 * Standard Webhooks: `{ type, timestamp, data }`. Four types have a meaning of their own, everything else is
 * handed on as it came. The event's id is the `webhook-id`, which is signed.
 */
export const parseStandardWebhook: Parser = (delivery) => {
  const { body, eventId } = delivery;
  const data = valueAt(body, "data");
  const timeMs = eventTimeMs(valueAt(body, "timestamp"));
  const type = textAt(body, "type");
  if (type === "budget.alert" || type === "ticket.updated" || type === "action.request") {
    if (!isJsonObject(data)) return { kind: "unsupported", detail: "data: must be an object" };
    return draftOf(type, { id: eventId, timeMs }, data);
  }
  if (type === "chat.message") return parseSpoken(delivery, timeMs);
  // The type goes along, because nothing else tells a policy what happened; the data's own fields win.
  return webhookDraft(delivery, {
    timeMs,
    data: isJsonObject(data) ? { ...(type && { type }), ...data } : body,
  });
};

function draftOf(
  type: "budget.alert" | "ticket.updated" | "action.request",
  envelope: Pick<EventDraft, "id" | "timeMs">,
  data: JsonObject,
): Parsed {
  const draft = { ...envelope, type, data };
  switch (type) {
    case "budget.alert":
      return budgetDraft({ ...draft, subject: textAt(data, "budget") });
    case "ticket.updated":
      return { kind: "event", draft: { ...draft, subject: textAt(data, "key") } };
    case "action.request":
      return { kind: "event", draft: { ...draft, subject: textAt(data, "resource") } };
    default:
      return type satisfies never;
  }
}

function budgetDraft(draft: EventDraft): Parsed {
  const at = budgetShare(draft.data);
  if (typeof at === "string") return { kind: "unsupported", detail: at };
  const { thresholdRatio: _ratio, percent: _percent, ...rest } = draft.data;
  return { kind: "event", draft: { ...draft, data: { ...rest, at } } };
}
