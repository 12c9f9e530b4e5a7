import { chatEvent, NOBODY_SPOKE, pressId } from "./chat-message.ts";
import { textAt } from "./json-path.ts";
import { type Parser, webhookDraft } from "./parser.ts";
import { REPLY_MS, replyHandle } from "./reply-address.ts";
import { timeMsOf } from "./time-ms.ts";

/** Callbacks of WeCom: text messages and pressed buttons of template cards; other events as they came. */
export const parseWecom: Parser = (delivery) => {
  const { body, atMs } = delivery;
  const kind = textAt(body, "MsgType");
  const isCard = kind === "event" && textAt(body, "Event") === "template_card_event";
  const timeMs = timeMsOf(textAt(body, "CreateTime"));
  if (kind !== "text" && !isCard) return webhookDraft(delivery, { timeMs });
  const user = textAt(body, "FromUserName");
  if (user === null) return NOBODY_SPOKE;
  // The key of a button is what it says; the task is the card that it stands on.
  const [task, value] = [textAt(body, "TaskId"), textAt(body, "EventKey")];
  const responseCode = textAt(body, "ResponseCode");
  return chatEvent(
    delivery,
    {
      platform: "wecom",
      team: textAt(body, "ToUserName"),
      user,
      channel: textAt(body, "AgentID"),
      text: textAt(body, "Content") ?? "",
      action: isCard ? { id: task ?? "button", value } : null,
    },
    {
      id: isCard ? pressId({ message: task, user, button: value ?? "" }) : null,
      timeMs,
      reply: replyHandle("wecom", atMs + REPLY_MS.wecom, { responseCode }),
    },
  );
};
