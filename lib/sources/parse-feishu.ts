import { chatEvent, NOBODY_SPOKE } from "./chat-message.ts";
import { isJsonObject, type JsonObject, textAt, valueAt } from "./json-path.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { type Delivery, type Parsed, type Parser, webhookDraft } from "./parser.ts";
import { timeMsOf } from "./time-ms.ts";

/** A message's content is JSON in a text: `{"text":"@_user_1 stop nb-1"}`. */
function messageText(event: unknown): string {
  const content = parseJsonBody(Buffer.from(textAt(event, "message", "content") ?? "", "utf8"));
  return (textAt(content, "text") ?? "").replace(/@_user_\d+/g, "");
}

function pressed(
  delivery: Delivery,
  parts: { operator: string | null; team: string | null; action: unknown; chat: string | null },
): Parsed {
  const { operator, team, action, chat } = parts;
  if (operator === null) return NOBODY_SPOKE;
  const value = valueAt(action, "value");
  const told = isJsonObject(value) ? JSON.stringify(value) : textAt(action, "value");
  const id = textAt(action, "name") ?? textAt(action, "tag") ?? "button";
  return chatEvent(
    delivery,
    { platform: "feishu-lark", team, user: operator, channel: chat, text: "", action: { id, value: told } },
    { id: null, timeMs: null },
  );
}

function ofNewForm(delivery: Delivery, header: JsonObject): Parsed {
  const event = valueAt(delivery.body, "event");
  const team = textAt(header, "tenant_key");
  if (textAt(header, "event_type") === "card.action.trigger") {
    return pressed(delivery, {
      team,
      operator: textAt(event, "operator", "open_id"),
      action: valueAt(event, "action"),
      chat: textAt(event, "context", "open_chat_id"),
    });
  }
  if (textAt(header, "event_type") !== "im.message.receive_v1") {
    // The token in the header is a secret of the source.
    const { token: _, ...rest } = header;
    return webhookDraft(delivery, { data: { ...delivery.body, header: rest } });
  }
  const user = textAt(event, "sender", "sender_id", "open_id");
  if (user === null) return NOBODY_SPOKE;
  const channel = textAt(event, "message", "chat_id");
  return chatEvent(
    delivery,
    { platform: "feishu-lark", team, user, channel, text: messageText(event), action: null },
    { id: null, timeMs: timeMsOf(textAt(header, "create_time")) },
  );
}

/** Feishu and Lark: messages and buttons in both forms, everything else as it came. */
export const parseFeishu: Parser = (delivery) => {
  const { body } = delivery;
  const header = valueAt(body, "header");
  if (isJsonObject(header)) return ofNewForm(delivery, header);
  const action = valueAt(body, "action");
  if (isJsonObject(action)) {
    const chat = textAt(body, "open_chat_id");
    return pressed(delivery, {
      ...{ operator: textAt(body, "open_id"), team: textAt(body, "tenant_key"), action, chat },
    });
  }
  const { token: _, ...rest } = body;
  return webhookDraft(delivery, { data: rest });
};
