import { sha256 } from "../signing/sha256.ts";
import { equalInConstantTime } from "../signing/webhook-signature.ts";
import { feishuSignature, openFeishuText } from "./feishu-cipher.ts";
import { headerValue } from "./header-values.ts";
import { type JsonObject, textAt } from "./json-path.ts";
import { isFresh, type Opened, type Opener, type OpenInput, replyOf, valuesOf } from "./opener.ts";
import { parseJsonBody } from "./parse-json-body.ts";

/** No document gives a window. */
const WINDOW_S = 300;

function decrypted(cipherText: string, key: string): JsonObject | null {
  const bytes = openFeishuText(cipherText, key);
  return bytes === null ? null : parseJsonBody(bytes);
}

/** What the headers say. */
interface Signed {
  readonly signature: string | null;
  readonly timestamp: string | null;
  readonly byKey: boolean;
  readonly byToken: boolean;
}

function signedBy({ headers, body, secrets }: OpenInput): Signed {
  const [signature, timestamp, nonce] = ["signature", "request-timestamp", "request-nonce"].map((name) =>
    headerValue(headers, `x-lark-${name}`),
  );
  const before = `${timestamp ?? ""}${nonce ?? ""}`;
  const is = (algorithm: "sha256" | "sha1") => (secret: string) => {
    return equalInConstantTime(signature ?? "", feishuSignature(algorithm, secret, { before, body }));
  };
  return {
    signature: signature ?? null,
    timestamp: timestamp ?? null,
    // Every secret is tried, also after the first that fits: time tells nothing.
    byKey: valuesOf(secrets, "encrypt-key").filter(is("sha256")).length > 0,
    byToken: valuesOf(secrets, "verification-token").filter(is("sha1")).length > 0,
  };
}

function hasToken(body: JsonObject, tokens: readonly string[]): boolean {
  const digest = (text: string) => sha256(Buffer.from(text), "hex");
  const told = digest(textAt(body, "header", "token") ?? textAt(body, "token") ?? "");
  return tokens.filter((token) => equalInConstantTime(told, digest(token))).length > 0;
}

function opened(body: JsonObject, input: OpenInput, timestamp: string | null): Opened {
  const eventId = textAt(body, "header", "event_id") ?? textAt(body, "uuid");
  return {
    ...{ ok: true, body, deliveryId: null },
    eventId: eventId ?? `sha256:${sha256(input.body, "hex")}`,
    sentAtMs: timestamp === null ? null : Number(timestamp) * 1_000,
  };
}

/** The body in clear, and whether it came encrypted; `null` when no key opens it. */
function clearBody(
  envelope: JsonObject,
  keys: readonly string[],
): { body: JsonObject; encrypted: boolean } | null {
  const cipherText = textAt(envelope, "encrypt");
  if (cipherText === null) return { body: envelope, encrypted: false };
  const body = keys.map((key) => decrypted(cipherText, key)).find((found) => found !== null);
  return body ? { body, encrypted: true } : null;
}

/** What is known once a body lies open. */
interface Clear {
  readonly body: JsonObject;
  readonly encrypted: boolean;
  readonly keys: readonly string[];
  readonly tokens: readonly string[];
  readonly isToken: boolean;
}

/** The check of the address is encrypted where a key is set, and never signed. */
function challengeAnswer({ encrypted, keys, tokens, isToken }: Clear, challenge: string): Opened {
  const isOurs = (encrypted || keys.length === 0) && (tokens.length === 0 || isToken);
  if (!isOurs) return { ok: false, code: "bad-signature" };
  return { ok: true, reply: replyOf(JSON.stringify({ challenge })) };
}

function openedSigned({ body, encrypted, tokens, isToken }: Clear, input: OpenInput, signed: Signed): Opened {
  if (!isFresh(signed.timestamp, input.now, WINDOW_S)) return { ok: false, code: "stale" };
  if (encrypted && tokens.length > 0 && !isToken) return { ok: false, code: "bad-signature" };
  return opened(body, input, signed.timestamp);
}

function openedClear(clear: Clear, input: OpenInput, signed: Signed): Opened {
  const { body, encrypted, keys, isToken } = clear;
  if (encrypted ? signed.byKey : signed.byToken) return openedSigned(clear, input, signed);
  // A plain body is worth nothing where the sender was told to encrypt: anybody could leave the encryption away.
  if (!encrypted && keys.length === 0 && isToken) return opened(body, input, null);
  return { ok: false, code: signed.signature === null ? "missing-signature" : "bad-signature" };
}

/**
 * Feishu and Lark. With an Encrypt Key the body is encrypted and signed, and nothing else is believed; the check of the
 * address comes encrypted but unsigned. Without one, the Verification Token in the body is all there is. Old card
 * callbacks are signed with SHA-1 and the token, whatever else is set.
 */
export const openFeishu: Opener = async (input) => {
  const keys = valuesOf(input.secrets, "encrypt-key");
  const tokens = valuesOf(input.secrets, "verification-token");
  if (keys.length + tokens.length === 0) return { ok: false, code: "no-secret" };
  const signed = signedBy(input);
  const envelope = parseJsonBody(input.body);
  if (envelope === null) return { ok: false, code: signed.byKey ? "malformed-body" : "bad-signature" };
  const found = clearBody(envelope, keys);
  if (found === null) return { ok: false, code: "bad-signature" };

  const clear = { ...found, keys, tokens, isToken: hasToken(found.body, tokens) };
  const challenge = textAt(found.body, "challenge");
  const isCheck = textAt(found.body, "type") === "url_verification" && challenge !== null;
  return isCheck ? challengeAnswer(clear, challenge) : openedClear(clear, input, signed);
};
