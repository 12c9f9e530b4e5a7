import type { ReplyHandle } from "../domain/reply-handle.ts";
import { chatEvent, NOBODY_SPOKE, pressId } from "./chat-message.ts";
import { isJsonObject, type JsonObject, listAt, textAt, valueAt } from "./json-path.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { type Delivery, type Parsed, type Parser, webhookDraft } from "./parser.ts";
import { REPLY_MS, replyHandle } from "./reply-address.ts";
import { timeMsOf } from "./time-ms.ts";

/** A message's content is JSON in a text: `{"text":"@_user_1 stop nb-1"}`. */
function messageText(event: unknown): string {
  const content = parseJsonBody(Buffer.from(textAt(event, "message", "content") ?? "", "utf8"));
  return textAt(content, "text") ?? "";
}

/** Whoever is called stands in the text by a number; what is called is said beside it. */
const CALLED_FIRST = /^\s*(@_user_\d+)(?=\s|$)/;
const CALLED = /@_user_\d+/g;

/** Type of a chat with the app alone. */
const ALONE = "p2p";

/** What a button says: our own cards hold `{ command }`, others whatever they like. */
function buttonValue(action: unknown): string | null {
  const value = valueAt(action, "value");
  if (!isJsonObject(value)) return textAt(action, "value") ?? textAt(action, "option");
  return textAt(value, "command") ?? JSON.stringify(value);
}

/** A card can be changed with the token of the press; a chat is answered for as long as it exists. */
function replyTo(
  { atMs }: Delivery,
  parts: { readonly openToken?: string | null; messageId: string | null; chatId: string | null },
): ReplyHandle | null {
  const { openToken = null, messageId, chatId } = parts;
  const lasts = messageId !== null || chatId !== null;
  const expiresMs = lasts ? null : atMs + REPLY_MS.feishuCard;
  return replyHandle("feishu-lark", expiresMs, { openToken, chatId, messageId });
}

interface Press {
  readonly operator: string | null;
  readonly team: string | null;
  readonly action: unknown;
  readonly chatId: string | null;
  readonly messageId: string | null;
  readonly openToken: string | null;
}

function pressed(delivery: Delivery, press: Press): Parsed {
  const { operator, team, action, chatId, messageId } = press;
  if (operator === null) return NOBODY_SPOKE;
  const value = buttonValue(action);
  const button = textAt(action, "name") ?? textAt(action, "tag") ?? "button";
  const id = pressId({ message: messageId, user: operator, button: `${button}/${value}` });
  return chatEvent(
    delivery,
    {
      ...{ platform: "feishu-lark", team, user: operator, channel: chatId, text: "" },
      action: { id: button, value },
    },
    { id, timeMs: null, reply: replyTo(delivery, press) },
  );
}

/**
 * In a group only what calls us is for us, and the robot hears all of it where it was given that right. Whoever is called
 * has to be called first and alone: words to two of them, or with somebody called on the way, are words between people.
 * The event does not say which of those who are called is the robot; where its id is configured, it has to be that one.
 */
function isAddressed(event: unknown, { ownIds = [] }: Delivery): boolean {
  // There are groups of several types; with the app alone there is one.
  if ((textAt(event, "message", "chat_type") ?? ALONE) === ALONE) return true;
  const mentions = listAt(event, "message", "mentions");
  const [, first] = CALLED_FIRST.exec(messageText(event)) ?? [];
  const [called] = mentions;
  if (mentions.length !== 1 || first === undefined || textAt(called, "key") !== first) return false;
  return ownIds.length === 0 || ownIds.includes(textAt(called, "id", "open_id") ?? "");
}

function ofNewForm(delivery: Delivery, header: JsonObject): Parsed {
  const event = valueAt(delivery.body, "event");
  const team = textAt(header, "tenant_key");
  if (textAt(header, "event_type") === "card.action.trigger") {
    return pressed(delivery, {
      team,
      operator: textAt(event, "operator", "open_id"),
      action: valueAt(event, "action"),
      chatId: textAt(event, "context", "open_chat_id"),
      messageId: textAt(event, "context", "open_message_id"),
      openToken: textAt(event, "token"),
    });
  }
  if (textAt(header, "event_type") !== "im.message.receive_v1" || !isAddressed(event, delivery)) {
    // The token in the header is a secret of the source.
    const { token: _, ...rest } = header;
    return webhookDraft(delivery, { data: { ...delivery.body, header: rest } });
  }
  const user = textAt(event, "sender", "sender_id", "open_id");
  if (user === null) return NOBODY_SPOKE;
  const chatId = textAt(event, "message", "chat_id");
  const messageId = textAt(event, "message", "message_id");
  return chatEvent(
    delivery,
    {
      platform: "feishu-lark",
      team,
      user,
      channel: chatId,
      text: messageText(event).replace(CALLED, ""),
      action: null,
    },
    {
      id: null,
      timeMs: timeMsOf(textAt(header, "create_time")),
      reply: replyTo(delivery, { messageId, chatId }),
    },
  );
}

/** Feishu and Lark: messages and buttons in both forms, everything else as it came. */
export const parseFeishu: Parser = (delivery) => {
  const { body } = delivery;
  const header = valueAt(body, "header");
  if (isJsonObject(header)) return ofNewForm(delivery, header);
  const action = valueAt(body, "action");
  if (isJsonObject(action)) {
    return pressed(delivery, {
      ...{ operator: textAt(body, "open_id"), team: textAt(body, "tenant_key"), action },
      chatId: textAt(body, "open_chat_id"),
      messageId: textAt(body, "open_message_id"),
      openToken: textAt(body, "token"),
    });
  }
  const { token: _, ...rest } = body;
  return webhookDraft(delivery, { data: rest });
};
