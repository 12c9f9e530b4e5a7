import { createDecipheriv, createHash } from "node:crypto";
import { equalInConstantTime } from "../signing/webhook-signature.ts";
import { flatXml } from "./flat-xml.ts";
import { isFresh, type Opener, type OpenInput, queryValue, replyOf, valuesOf } from "./opener.ts";
import { base64Bytes } from "./secret-key.ts";

/** No document gives a window. */
const WINDOW_S = 300;
const KEY_BYTES = 32;
const IV_BYTES = 16;
/** PKCS#7 with blocks of 32 bytes, which Node's own unpadding does not know. */
const BLOCK_BYTES = 32;
/** Random bytes and the length, before the message. */
const HEAD_BYTES = 20;

function unpadded(bytes: Buffer): Buffer | null {
  const count = bytes.at(-1) ?? 0;
  const padding = bytes.subarray(bytes.length - count);
  const isPadding = count >= 1 && count <= BLOCK_BYTES && padding.every((byte) => byte === count);
  return isPadding ? bytes.subarray(0, bytes.length - count) : null;
}

/** The message and whom it is for; `null` when this key does not open it. */
function decrypted(cipherText: string, aesKey: string): { message: string; receiver: string } | null {
  const key = base64Bytes(aesKey);
  const bytes = base64Bytes(cipherText);
  if (key?.length !== KEY_BYTES || bytes === null || bytes.length === 0 || bytes.length % IV_BYTES !== 0)
    return null;
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, IV_BYTES)).setAutoPadding(false);
  const plain = unpadded(Buffer.concat([decipher.update(bytes), decipher.final()]));
  if (plain === null || plain.length < HEAD_BYTES) return null;
  const end = HEAD_BYTES + plain.readUInt32BE(HEAD_BYTES - 4);
  if (end > plain.length) return null;
  return { message: plain.toString("utf8", HEAD_BYTES, end), receiver: plain.toString("utf8", end) };
}

function isSigned({ query, secrets }: OpenInput, cipherText: string): boolean {
  const [signature, timestamp, nonce] = ["msg_signature", "timestamp", "nonce"].map((name) =>
    queryValue(query, name),
  );
  if (!signature || !timestamp || !nonce) return false;
  const fitting = valuesOf(secrets, "token").filter((token) => {
    const text = [token, timestamp, nonce, cipherText].sort().join("");
    return equalInConstantTime(signature, createHash("sha1").update(text).digest("hex"));
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
  const clear = keys.map((key) => decrypted(cipherText, key)).find((found) => found !== null);
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
