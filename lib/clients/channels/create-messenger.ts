import type { HttpTransport } from "../../ports/http-transport.ts";
import type { Delivered, Messenger, OutgoingMessage } from "../../ports/messenger.ts";
import { openReply } from "../../signing/seal.ts";
import { createOutsideTransport } from "../outside/outside-transport.ts";
import { createFeishuTokens } from "./feishu-tokens.ts";
import type { MessengerParts, MessengerSource } from "./messenger-parts.ts";
import { refusal } from "./outcome.ts";
import { sendCallback } from "./send-callback.ts";
import { sendChannel } from "./send-channel.ts";
import { sendComment } from "./send-comment.ts";
import { sendReply } from "./send-reply.ts";

/** Calls to addresses that somebody else named, with what the source allows beside the open internet. */
function outsideOf({ transport, resolve }: MessengerParts): (source: MessengerSource) => HttpTransport {
  return ({ callbackHosts: allowed }) =>
    createOutsideTransport({ transport, allowed, ...(resolve ? { resolve } : {}) });
}

/** The address that a sender named, which its event holds sealed; `null`: nobody here can open it. */
function namedAddress(url: string, { secrets }: MessengerSource): string | null {
  const opened = openReply(url, secrets)?.parts["callbackUrl"];
  return opened ?? (URL.canParse(url) ? url : null);
}

/**
 * A messenger for every channel, answer, comment and callback that this host can serve. One attempt for each call; it
 * never rejects, and what it says of an attempt holds no address, no token and nothing that the other side answered.
 */
export function createMessenger(parts: MessengerParts): Messenger {
  const { transport, now } = parts;
  const ways = { transport, now, outside: outsideOf(parts), tokens: createFeishuTokens({ transport, now }) };

  const bySource = (message: OutgoingMessage): Promise<Delivered> => {
    const { to } = message;
    if (to.kind === "channel") return sendChannel(to.channel, message, parts);
    const source = parts.sources.find(({ name }) => name === to.source);
    if (source === undefined)
      return Promise.resolve(refusal("the source that this would go back to is not configured any more"));
    if (to.kind === "reply") return sendReply(to.sealed, message, { source, ways });
    if (to.kind === "comment")
      return sendComment(to.ticket, message, { source, options: { transport, now } });
    const url = namedAddress(to.url, source);
    if (url !== null) return sendCallback(url, message, { source, ways });
    return Promise.resolve(
      refusal(`the callback was not called: no secret of source ${source.name} opens its address`),
    );
  };

  return {
    send: async (message) => {
      try {
        return await bySource(message);
      } catch {
        // A message that cannot even be written is not tried again: it would be the same.
        return refusal("the message could not be written");
      }
    },
  };
}
