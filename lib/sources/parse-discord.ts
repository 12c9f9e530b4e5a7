import { chatEvent, NOBODY_SPOKE, pressId } from "./chat-message.ts";
import { listAt, textAt, valueAt } from "./json-path.ts";
import type { Parser } from "./parser.ts";
import { REPLY_MS, replyHandle } from "./reply-address.ts";

const PING = "1";
const COMMAND = "2";
const COMPONENT = "3";

/** Groups, subcommands and their options: no command nests deeper. */
const DEPTH_MAX = 3;

/** The command and the values of its options, in order, as somebody would type them; a subcommand is a word of its own. */
function commandText(data: unknown, depth = 0): string {
  const options = depth < DEPTH_MAX ? listAt(data, "options") : [];
  const values = options.map((option) => textAt(option, "value") ?? commandText(option, depth + 1));
  return [textAt(data, "name") ?? "", ...values].join(" ");
}

/** Interactions of Discord: commands and buttons. Who is in no server has no member, but is a user. */
export const parseDiscord: Parser = (delivery) => {
  const { body, atMs } = delivery;
  const type = textAt(body, "type");
  if (type === PING) {
    const headers = { "content-type": "application/json" };
    return { kind: "reply", reply: { status: 200, headers, body: '{"type":1}' } };
  }
  if (type !== COMMAND && type !== COMPONENT) return { kind: "unsupported", detail: "type: 1, 2 or 3" };
  const user = textAt(body, "member", "user", "id") ?? textAt(body, "user", "id");
  if (user === null) return NOBODY_SPOKE;
  const data = valueAt(body, "data");
  const button = textAt(data, "custom_id");
  const names = { team: textAt(body, "guild_id"), channel: textAt(body, "channel_id") };
  const said = type === COMMAND ? { text: commandText(data), action: null } : { text: "", action: button };
  const action = said.action === null ? null : { id: said.action, value: said.action };
  const pressed = action && pressId({ message: textAt(body, "message", "id"), user, button: action.id });
  const token = textAt(body, "token");
  const applicationId = token && textAt(body, "application_id");
  return chatEvent(
    delivery,
    { platform: "discord", ...names, user, text: said.text, action },
    {
      id: pressed ?? textAt(body, "id"),
      timeMs: null,
      reply: replyHandle("discord", atMs + REPLY_MS.discord, { applicationId, token }),
    },
  );
};
