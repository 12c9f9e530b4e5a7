import { chatEvent, NOBODY_SPOKE } from "./chat-message.ts";
import { eventTimeMs } from "./event-time.ts";
import { type JsonObject, listAt, textAt } from "./json-path.ts";
import type { Parser } from "./parser.ts";
import { platformAddress, replyHandle } from "./reply-address.ts";

/** A name in front, as some versions of DingTalk leave it there. */
const CALLED = /^\s*@\S+(?=\s|$)/;

/** What is said, without the robot's own name. Every message calls the robot; where it calls nobody else, the name is ours. */
function textOf(body: JsonObject): string {
  const text = textAt(body, "text", "content") ?? "";
  return listAt(body, "atUsers").length === 1 ? text.replace(CALLED, "") : text;
}

/** Outgoing robots of DingTalk. Nothing in the body is signed, the user's id neither: docs/sources.md says what that costs. */
export const parseDingtalk: Parser = (delivery) => {
  const { body } = delivery;
  // The staff id is given inside the company alone; who comes from outside has the other one.
  const user = textAt(body, "senderStaffId") ?? textAt(body, "senderId");
  if (user === null) return NOBODY_SPOKE;
  const sessionWebhook = platformAddress("dingtalk", textAt(body, "sessionWebhook"));
  return chatEvent(
    delivery,
    {
      platform: "dingtalk",
      team: textAt(body, "senderCorpId") ?? textAt(body, "chatbotCorpId"),
      user,
      channel: textAt(body, "conversationId"),
      text: textOf(body),
      action: null,
    },
    {
      id: textAt(body, "msgId"),
      timeMs: eventTimeMs(body["createAt"]),
      reply: replyHandle("dingtalk", eventTimeMs(body["sessionWebhookExpiredTime"]), { sessionWebhook }),
    },
  );
};
