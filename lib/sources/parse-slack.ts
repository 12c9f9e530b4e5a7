import type { ReplyHandle } from "../domain/reply-handle.ts";
import { chatEvent, NOBODY_SPOKE, pressId } from "./chat-message.ts";
import { type JsonObject, listAt, textAt, valueAt } from "./json-path.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { type Delivery, type Parsed, type Parser, PONG, webhookDraft } from "./parser.ts";
import { platformAddress, REPLY_MS, replyHandle } from "./reply-address.ts";

/** A text that Slack escapes in three characters. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Five answers within half an hour. */
function replyTo({ atMs }: Delivery, from: JsonObject): ReplyHandle | null {
  const responseUrl = platformAddress("slack", textAt(from, "response_url"));
  return replyHandle("slack", atMs + REPLY_MS.slack, { responseUrl });
}

function slashCommand(delivery: Delivery): Parsed {
  const { body } = delivery;
  const user = textAt(body, "user_id");
  if (user === null) return NOBODY_SPOKE;
  const names = { team: textAt(body, "team_id"), channel: textAt(body, "channel_id") };
  const text = unescaped(textAt(body, "text") ?? "");
  // One per command, and signed with the body. A digest of the body would serve as well.
  const origin = { id: textAt(body, "trigger_id"), timeMs: null, reply: replyTo(delivery, body) };
  return chatEvent(delivery, { platform: "slack", ...names, user, text, action: null }, origin);
}

/** A button: what it carries was put there by us, who pressed it is proven. */
function blockAction(delivery: Delivery, payload: JsonObject): Parsed {
  const [pressed] = listAt(payload, "actions");
  const user = textAt(payload, "user", "id");
  const actionId = textAt(pressed, "action_id");
  if (user === null || actionId === null) return NOBODY_SPOKE;
  const value = textAt(pressed, "value") ?? textAt(pressed, "selected_option", "value");
  const channel = textAt(payload, "channel", "id");
  const at = textAt(payload, "container", "message_ts") ?? textAt(payload, "message", "ts");
  const id = pressId({ message: at && `${channel}/${at}`, user, button: `${actionId}/${value}` });
  return chatEvent(
    delivery,
    {
      platform: "slack",
      team: textAt(payload, "team", "id") ?? textAt(payload, "user", "team_id"),
      user,
      channel,
      text: "",
      action: { id: actionId, value },
    },
    { id: id ?? textAt(payload, "trigger_id"), timeMs: null, reply: replyTo(delivery, payload) },
  );
}

/**
 * Whether an event is something said to us: a mention, or a message to the app alone. What people say to each other in a
 * channel is none of our business, and a mention there comes as an event of its own.
 */
function isAddressed(event: unknown): boolean {
  // What bots say, ours among them, is nobody's wish; edits and deletions have a subtype.
  if (textAt(event, "bot_id") !== null || textAt(event, "subtype") !== null) return false;
  const type = textAt(event, "type");
  return type === "app_mention" || (type === "message" && textAt(event, "channel_type") === "im");
}

function eventCallback(delivery: Delivery): Parsed {
  const { body } = delivery;
  const event = valueAt(body, "event");
  const user = textAt(event, "user");
  if (!isAddressed(event) || user === null) {
    // The token is an older way to prove the sender, and a secret.
    const { token: _, ...data } = body;
    return webhookDraft(delivery, { data });
  }
  const text = unescaped((textAt(event, "text") ?? "").replace(/^\s*<@[A-Z0-9]+(?:\|[^>]*)?>/, ""));
  const names = { team: textAt(body, "team_id"), channel: textAt(event, "channel") };
  const origin = { id: textAt(body, "event_id"), timeMs: null };
  return chatEvent(delivery, { platform: "slack", ...names, user, text, action: null }, origin);
}

/** Slack: slash commands and buttons come as forms, events as JSON. */
export const parseSlack: Parser = (delivery) => {
  const { body } = delivery;
  if (textAt(body, "ssl_check") === "1") return PONG;
  const challenge = textAt(body, "challenge");
  if (textAt(body, "type") === "url_verification" && challenge !== null) {
    const headers = { "content-type": "application/json" };
    return { kind: "reply", reply: { status: 200, headers, body: JSON.stringify({ challenge }) } };
  }
  const payload = textAt(body, "payload");
  if (payload !== null) {
    const inner = parseJsonBody(Buffer.from(payload, "utf8"));
    if (inner === null) return { kind: "unsupported", detail: "payload: must be a JSON object" };
    if (textAt(inner, "type") !== "block_actions")
      return { kind: "unsupported", detail: "payload.type: must be block_actions" };
    return blockAction(delivery, inner);
  }
  if (textAt(body, "type") === "event_callback") return eventCallback(delivery);
  return textAt(body, "command") === null
    ? { kind: "unsupported", detail: "command, payload or event: one must be there" }
    : slashCommand(delivery);
};
