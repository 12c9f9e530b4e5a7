import { chatEvent, NOBODY_SPOKE } from "./chat-message.ts";
import { type JsonObject, listAt, textAt, valueAt } from "./json-path.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { type Delivery, type Parsed, type Parser, PONG, webhookDraft } from "./parser.ts";

/** A text that Slack escapes in three characters. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function slashCommand(delivery: Delivery): Parsed {
  const { body } = delivery;
  const user = textAt(body, "user_id");
  if (user === null) return NOBODY_SPOKE;
  const names = { team: textAt(body, "team_id"), channel: textAt(body, "channel_id") };
  const text = unescaped(textAt(body, "text") ?? "");
  // One per command, and signed with the body. A digest of the body would serve as well.
  const id = textAt(body, "trigger_id");
  return chatEvent(delivery, { platform: "slack", ...names, user, text, action: null }, { id, timeMs: null });
}

/** A button: what it carries was put there by us, who pressed it is proven. */
function blockAction(delivery: Delivery, payload: JsonObject): Parsed {
  const [pressed] = listAt(payload, "actions");
  const user = textAt(payload, "user", "id");
  const actionId = textAt(pressed, "action_id");
  if (user === null || actionId === null) return NOBODY_SPOKE;
  const value = textAt(pressed, "value") ?? textAt(pressed, "selected_option", "value");
  return chatEvent(
    delivery,
    {
      platform: "slack",
      team: textAt(payload, "team", "id") ?? textAt(payload, "user", "team_id"),
      user,
      channel: textAt(payload, "channel", "id"),
      text: "",
      action: { id: actionId, value },
    },
    { id: textAt(payload, "trigger_id"), timeMs: null },
  );
}

function eventCallback(delivery: Delivery): Parsed {
  const { body } = delivery;
  const event = valueAt(body, "event");
  const user = textAt(event, "user");
  const isMessage = ["app_mention", "message"].includes(textAt(event, "type") ?? "");
  // What bots say, ours among them, is nobody's wish.
  if (!isMessage || user === null || textAt(event, "bot_id") !== null) return webhookDraft(delivery);
  const text = unescaped((textAt(event, "text") ?? "").replace(/^\s*<@[A-Z0-9]+>/, ""));
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
