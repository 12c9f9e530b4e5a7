import { sha256 } from "../signing/sha256.ts";
import { equalInConstantTime } from "../signing/webhook-signature.ts";
import { flatXml } from "./flat-xml.ts";
import {
  isFresh,
  type Opened,
  type Opener,
  type OpenInput,
  queryValue,
  replyOf,
  valuesOf,
} from "./opener.ts";
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
 * Takes a message that was opened. Its own time counts beside the signed one: what is signed is sorted before it is hashed,
 * so a nonce that looks like a time can take the place of the time, and an old delivery that of a new one. Messages of
 * applications are dated by `CreateTime`, those of suites by `TimeStamp`; one without either cannot be told from an old one.
 */
function takeMessage(message: string, now: Date): Opened {
  const body = flatXml(message);
  const seconds = body["CreateTime"] ?? body["TimeStamp"] ?? null;
  if (!isFresh(seconds, now, WINDOW_S)) return { ok: false, code: "stale" };
  // Events have no id, and one name may stand for several senders, as `sys` does for changes of contacts: only the whole
  // message tells two of them apart. It is the same whenever it is sent again; the ciphertext is not.
  const eventId = body["MsgId"] ?? `sha256:${sha256(message, "hex")}`;
  return { ok: true, body, deliveryId: null, eventId, sentAtMs: Number(seconds) * 1_000 };
}

/** Answers the check of the address. A message under the name of a check would be handed back in clear. */
function answerCheck(text: string): Opened {
  const isMessage = text.includes("<");
  return isMessage ? { ok: false, code: "bad-signature" } : { ok: true, reply: replyOf(text, "text/plain") };
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
  const cipherText = queryValue(input.query, "msg_signature") === null ? null : cipherTextOf(input);
  if (cipherText === null) return { ok: false, code: "missing-signature" };
  if (!isSigned(input, cipherText)) return { ok: false, code: "bad-signature" };
  const timestamp = queryValue(input.query, "timestamp");
  if (!isFresh(timestamp, input.now, WINDOW_S)) return { ok: false, code: "stale" };
  const clear = keys.map((key) => openWecomText(cipherText, key)).find((found) => found !== null);
  if (clear === undefined || !receivers.includes(clear.receiver)) return { ok: false, code: "bad-signature" };
  return input.method.toUpperCase() === "GET"
    ? answerCheck(clear.message)
    : takeMessage(clear.message, input.now);
};
