import { createHmac } from "node:crypto";
import { sha256 } from "../signing/sha256.ts";
import { equalInConstantTime } from "../signing/webhook-signature.ts";
import { type Opener, valuesOf } from "./opener.ts";
import { parseJsonBody } from "./parse-json-body.ts";

/** Least bits of a secret in an address: nobody guesses one of so many, however often he tries. */
export const PATH_SECRET_BITS_MIN = 128;

const BASE64URL_CHARS_MIN = 22;
const HEX_CHARS_MIN = 32;
const CHARS_MAX = 256;
/** A random text of the shortest length has more different characters than this, but for one in millions. */
const DIFFERENT_CHARS_MIN = 7;

/** Whether a text is long enough, as base64url or as hexadecimal digits, and no pattern that somebody typed. */
export function isPathSecret(value: string): boolean {
  if (!/^[A-Za-z0-9_-]+$/.test(value) || value.length > CHARS_MAX) return false;
  const charsMin = /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(value) ? HEX_CHARS_MIN : BASE64URL_CHARS_MIN;
  return value.length >= charsMin && new Set(value).size >= DIFFERENT_CHARS_MIN;
}

/** Compares digests of both, so that the time tells neither the secret's length nor how much of it was right. */
function isSecret(sent: string, secret: string): boolean {
  const digest = (text: string) => createHmac("sha256", "address").update(text).digest("hex");
  return equalInConstantTime(digest(sent), digest(secret));
}

/**
 * Azure action groups that prove themselves by a secret in the address, which is all that a plain webhook action can do.
 * Nothing is signed and nothing is dated: whoever has seen the address can say anything, so over TLS alone. A missing
 * and a wrong secret cost what a right one costs, the hashing of the body included.
 */
export const openAzurePath: Opener = async ({ secrets, pathSecret, body: bytes }) => {
  const usable = valuesOf(secrets, "path").filter(isPathSecret);
  const digest = sha256(bytes, "hex");
  if (usable.length === 0) return { ok: false, code: "no-secret" };
  const fitting = usable.filter((secret) => isSecret(pathSecret ?? "", secret)).length;
  if (pathSecret === undefined || pathSecret === "") return { ok: false, code: "missing-signature" };
  if (fitting === 0) return { ok: false, code: "bad-signature" };
  const body = parseJsonBody(bytes);
  if (body === null) return { ok: false, code: "malformed-body" };
  // Azure numbers no deliveries: what came is told from the body, which is the same when it tries again.
  return { ok: true, body, deliveryId: null, eventId: `sha256:${digest}`, sentAtMs: null };
};
