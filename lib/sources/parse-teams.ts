import { chatEvent, NOBODY_SPOKE } from "./chat-message.ts";
import { eventTimeMs } from "./event-time.ts";
import { textAt } from "./json-path.ts";
import { type Parser, webhookDraft } from "./parser.ts";

/** Outgoing webhooks of Microsoft Teams: an activity with the mention of the webhook in front. */
export const parseTeams: Parser = (delivery) => {
  const { body } = delivery;
  if (textAt(body, "type") !== "message") return webhookDraft(delivery);
  // The directory's id is the person; the other one belongs to the person in this bot's eyes.
  const user = textAt(body, "from", "aadObjectId") ?? textAt(body, "from", "id");
  if (user === null) return NOBODY_SPOKE;
  const text = (textAt(body, "text") ?? "").replace(/<at>[^<]*<\/at>/g, "").replaceAll("&nbsp;", " ");
  return chatEvent(
    delivery,
    {
      platform: "microsoft-teams",
      team: textAt(body, "channelData", "tenant", "id"),
      user,
      channel: textAt(body, "conversation", "id"),
      text,
      action: null,
    },
    { id: textAt(body, "id"), timeMs: eventTimeMs(body["timestamp"]) },
  );
};
