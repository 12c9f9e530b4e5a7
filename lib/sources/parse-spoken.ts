import { chatEvent, NOBODY_SPOKE, pressId } from "./chat-message.ts";
import { isJsonObject, textAt, valueAt } from "./json-path.ts";
import type { Delivery, Parsed } from "./parser.ts";
import { callbackAddress, replyHandle } from "./reply-address.ts";

const CALLBACK = "callback_url";

/**
 * The generic form of a chat: a Standard Webhook of type `chat.message` whose data is
 * `{ user, text, team?, channel?, action?: { id, value, message? }, callback_url? }`. Whoever holds the secret says who
 * speaks; the answer goes to `callback_url`, signed in the same way.
 */
export function parseSpoken(delivery: Delivery, timeMs: number | null): Parsed {
  const data = valueAt(delivery.body, "data");
  if (!isJsonObject(data)) return { kind: "unsupported", detail: "data: must be an object" };
  const user = textAt(data, "user");
  if (user === null) return NOBODY_SPOKE;
  const id = textAt(data, "action", "id");
  const value = textAt(data, "action", "value");
  const written = textAt(data, CALLBACK);
  const callbackUrl = written === null ? null : callbackAddress(written);
  if (written !== null && callbackUrl === null)
    return {
      kind: "unsupported",
      detail: `data.${CALLBACK}: must be an http or https address without a user`,
    };
  const message = textAt(data, "action", "message");
  return chatEvent(
    delivery,
    {
      ...{ platform: "webhook", team: textAt(data, "team"), user, channel: textAt(data, "channel") },
      text: textAt(data, "text") ?? "",
      action: id === null ? null : { id, value },
    },
    {
      id: id === null ? null : pressId({ message, user, button: `${id}/${value}` }),
      timeMs,
      reply: replyHandle("webhook", null, { callbackUrl }),
    },
  );
}
