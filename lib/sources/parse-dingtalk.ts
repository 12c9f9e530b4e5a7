import { chatEvent, NOBODY_SPOKE } from "./chat-message.ts";
import { eventTimeMs } from "./event-time.ts";
import { textAt } from "./json-path.ts";
import type { Parser } from "./parser.ts";
import { platformAddress, replyHandle } from "./reply-address.ts";

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
      text: textAt(body, "text", "content") ?? "",
      action: null,
    },
    {
      id: textAt(body, "msgId"),
      timeMs: eventTimeMs(body["createAt"]),
      reply: replyHandle("dingtalk", eventTimeMs(body["sessionWebhookExpiredTime"]), { sessionWebhook }),
    },
  );
};
