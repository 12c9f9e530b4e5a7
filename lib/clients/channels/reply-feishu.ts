import { createHash } from "node:crypto";
import type { ReplyHandle } from "../../domain/reply-handle.ts";
import type { Delivered, OutgoingMessage } from "../../ports/messenger.ts";
import { appOf, type FeishuTokens } from "./feishu-tokens.ts";
import type { MessengerSource } from "./messenger-parts.ts";
import { refusal, trouble } from "./outcome.ts";
import { fieldOf, type PostOptions, postMessage } from "./post-message.ts";
import { renderFeishu } from "./render-feishu.ts";
import { FEISHU_CODES, readCode } from "./robot-answers.ts";

/** An id of Feishu's, as it may stand in a path. */
const ID = /^[A-Za-z0-9_-]{1,128}$/;
/** The token ended, or was taken back, before its time. */
const TOKEN_OVER = [99991663, 99991664, 99991671, 99991668];
const UUID_MAX = 50;

/** Another one for each message, however long its id is: of two with the same beginning Feishu would drop one. */
function uuidOf(id: string): string {
  return id.length <= UUID_MAX ? id : createHash("sha256").update(id).digest("hex").slice(0, UUID_MAX);
}

/** What a reply is written with. */
export interface ReplyOptions extends PostOptions {
  readonly tokens: FeishuTokens;
}

/** Where to write, and what goes beside the content; `null`: the handle names no place. */
function placeOf(
  { parts }: ReplyHandle,
  host: string,
): { readonly url: string; readonly more: object } | null {
  const { messageId = "", chatId = "" } = parts;
  const api = `https://${host}/open-apis/im/v1/messages`;
  if (ID.test(messageId)) return { url: `${api}/${messageId}/reply`, more: {} };
  if (ID.test(chatId)) return { url: `${api}?receive_id_type=chat_id`, more: { receive_id: chatId } };
  return null;
}

/**
 * Answers in Feishu or Lark as the source's app, below the message that was answered, or in its chat. The token for
 * changing a card is not used: it would replace what the buttons stood on, for everybody. `uuid` makes Feishu drop a
 * repetition within an hour.
 */
export async function replyFeishu(
  handle: ReplyHandle,
  message: OutgoingMessage,
  source: MessengerSource,
  options: ReplyOptions,
): Promise<Delivered> {
  const where = "the answer in Feishu";
  const app = appOf(source.secrets);
  if (app === null)
    return refusal(`${where} was not sent: source ${source.name} has no app-id and app-secret here`);
  const place = placeOf(handle, app.host);
  if (place === null) return refusal(`${where} was not sent: the message named no chat`);
  const taken = await options.tokens.take(app, where);
  if (!taken.ok) return taken.failed;
  const body = JSON.stringify({
    ...{ ...place.more, msg_type: "interactive", uuid: uuidOf(message.id) },
    content: JSON.stringify(renderFeishu(message.notices, { buttons: true })),
  });
  return postMessage(
    {
      ...{ where, url: place.url, headers: { Authorization: `Bearer ${taken.token}` }, body },
      read: (answer) => {
        if (!TOKEN_OVER.includes(Number(fieldOf(answer, "code"))))
          return readCode(where, FEISHU_CODES)(answer);
        options.tokens.drop(app);
        return trouble(`${where} needs a new token`);
      },
    },
    options,
  );
}
