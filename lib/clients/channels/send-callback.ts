import type { HttpTransport } from "../../ports/http-transport.ts";
import type { Delivered, OutgoingMessage } from "../../ports/messenger.ts";
import { isSealed, openReply } from "../../signing/seal.ts";
import type { MessengerSource } from "./messenger-parts.ts";
import { refusal } from "./outcome.ts";
import { postMessage } from "./post-message.ts";
import { renderWebhook } from "./render-webhook.ts";
import { callbackKeys, webhookHeaders } from "./standard-webhook.ts";

/** What a callback is sent with. */
export interface CallbackWays {
  readonly now: () => number;
  /** Refuses private addresses but those that the source allows. */
  readonly outside: (source: MessengerSource) => HttpTransport;
}

/** The address itself. What stands in an event is sealed, what comes out of an opened answer is not. */
function addressOf(named: string, { secrets }: MessengerSource): string | null {
  return isSealed(named) ? (openReply(named, secrets)?.parts["callbackUrl"] ?? null) : named;
}

/**
 * Tells the address that a sender named what became of its wish: JSON, signed as a Standard Webhook with the source's own
 * secret, at least once. Never rejects.
 */
export async function sendCallback(
  named: string,
  message: OutgoingMessage,
  { source, ways }: { readonly source: MessengerSource; readonly ways: CallbackWays },
): Promise<Delivered> {
  const where = "the callback";
  const keys = callbackKeys(source.scheme, source.secrets);
  if (keys.length === 0)
    return refusal(`${where} was not called: source ${source.name} has no secret here to sign it with`);
  const url = addressOf(named, source);
  if (url === null)
    return refusal(`${where} was not called: no secret of source ${source.name} opens its address here`);
  const nowMs = ways.now();
  const body = JSON.stringify(renderWebhook(message, nowMs));
  const headers = webhookHeaders(body, { id: message.id, nowMs, keys });
  return postMessage({ where, url, headers, body }, { now: ways.now, transport: ways.outside(source) });
}
