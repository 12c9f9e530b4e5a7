import { equalInConstantTime } from "../signing/webhook-signature.ts";
import { flatXml } from "./flat-xml.ts";
import { isFresh, type Opener, type OpenInput, queryValue, replyOf, valuesOf } from "./opener.ts";
import { openWecomText, wecomSignature } from "./wecom-cipher.ts";

/** No document gives a window. */
const WINDOW_S = 300;

function isSigned({ query, secrets }: OpenInput, cipherText: string): boolean {
  const [signature, timestamp, nonce] = ["msg_signature", "timestamp", "nonce"].map((name) =>
    queryValue(query, name),
  );
  if (!signature || !timestamp || !nonce) return false;
  const fitting = valuesOf(secrets, "token").filter((token) => {
    return equalInConstantTime(signature, wecomSignature([token, timestamp, nonce, cipherText]));
  });
  return fitting.length > 0;
}

/** The ciphertext: a parameter where the address is checked, an element of the body otherwise. */
function cipherTextOf({ method, query, body }: OpenInput): string | null {
  if (method.toUpperCase() === "GET") return queryValue(query, "echostr");
  return flatXml(Buffer.from(body).toString("utf8"))["Encrypt"] ?? null;
}

/**
 * WeCom callbacks: signed with SHA-1 over token and ciphertext, encrypted with AES. The receiver inside is compared,
 * since the same pair of secrets may be in use for another company's application.
 */
export const openWecom: Opener = async (input) => {
  const keys = valuesOf(input.secrets, "encoding-aes-key");
  const receivers = valuesOf(input.secrets, "receive-id");
  if (keys.length === 0 || receivers.length === 0 || valuesOf(input.secrets, "token").length === 0)
    return { ok: false, code: "no-secret" };
  const cipherText = cipherTextOf(input);
  if (cipherText === null || queryValue(input.query, "msg_signature") === null)
    return { ok: false, code: "missing-signature" };
  if (!isSigned(input, cipherText)) return { ok: false, code: "bad-signature" };
  const timestamp = queryValue(input.query, "timestamp");
  if (!isFresh(timestamp, input.now, WINDOW_S)) return { ok: false, code: "stale" };
  const clear = keys.map((key) => openWecomText(cipherText, key)).find((found) => found !== null);
  if (clear === undefined || !receivers.includes(clear.receiver)) return { ok: false, code: "bad-signature" };
  if (input.method.toUpperCase() === "GET") return { ok: true, reply: replyOf(clear.message, "text/plain") };
  const body = flatXml(clear.message);
  const { MsgId, FromUserName, CreateTime } = body;
  return {
    ...{ ok: true, body, deliveryId: null },
    eventId: MsgId ?? `${FromUserName}:${CreateTime}`,
    sentAtMs: Number(timestamp) * 1_000,
  };
};
