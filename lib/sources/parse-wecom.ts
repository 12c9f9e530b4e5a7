import { chatEvent, NOBODY_SPOKE } from "./chat-message.ts";
import { textAt } from "./json-path.ts";
import { type Parser, webhookDraft } from "./parser.ts";
import { timeMsOf } from "./time-ms.ts";

/** Callbacks of WeCom: text messages and pressed buttons of template cards; other events as they came. */
export const parseWecom: Parser = (delivery) => {
  const { body } = delivery;
  const kind = textAt(body, "MsgType");
  const isCard = kind === "event" && textAt(body, "Event") === "template_card_event";
  const timeMs = timeMsOf(textAt(body, "CreateTime"));
  if (kind !== "text" && !isCard) return webhookDraft(delivery, { timeMs });
  const user = textAt(body, "FromUserName");
  if (user === null) return NOBODY_SPOKE;
  const button = textAt(body, "EventKey") ?? "button";
  return chatEvent(
    delivery,
    {
      platform: "wecom",
      team: textAt(body, "ToUserName"),
      user,
      channel: textAt(body, "AgentID"),
      text: textAt(body, "Content") ?? "",
      action: isCard ? { id: button, value: textAt(body, "TaskId") } : null,
    },
    { id: null, timeMs },
  );
};
