import { sha256 } from "../signing/sha256.ts";
import { computeHmac, equalInConstantTime } from "../signing/webhook-signature.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { expectedSignature } from "./expected-signature.ts";
import type { InboundHeaders } from "./header-values.ts";
import type { RefusalCode } from "./refusals.ts";
import { base64Bytes, hexBytes, secretKey } from "./secret-key.ts";
import type { SourceSecret } from "./secret-kinds.ts";
import { type SignatureParts, signatureParts } from "./signature-parts.ts";
import type { SignatureRecord } from "./signature-records.ts";
import { signedText } from "./signed-text.ts";

/** What is verified: the body as received, the headers, and everything the answer may depend on. */
export interface VerifyInput {
  readonly headers: InboundHeaders;
  readonly body: Uint8Array;
  readonly secrets: readonly SourceSecret[];
  readonly now: Date;
}

/** A proven delivery, or why it is none. */
export type Verification =
  | {
      readonly ok: true;
      /** As sent in a header; signed only where the record's text contains it. */
      readonly deliveryId: string | null;
      /** SHA-256 of the signed bytes, for senders without a delivery id. */
      readonly digest: string;
      /** The signed time of sending, in milliseconds since 1970. */
      readonly sentAtMs: number | null;
    }
  | { readonly ok: false; readonly code: RefusalCode };

/** From the least to the most that a request got right; the log names the best of all attempts. */
const FAILURES = ["no-secret", "missing-signature", "bad-signature", "stale"] as const;

/**
 * Checks a request against every record and every active secret. Nothing is decided early: a missing, a wrong and
 * an outdated signature cost the same hashing of the whole body, so that time tells a stranger nothing.
 * Pure: the only clock is `now`. The body is not parsed.
 */
export function verifySignature(records: readonly SignatureRecord[], input: VerifyInput): Verification {
  const attempts = records.map((record) => attempt(record, input));
  const accepted = attempts.find((result) => result.ok);
  if (accepted) return accepted;
  const codes = attempts.flatMap((result) => (result.ok ? [] : [result.code]));
  return { ok: false, code: FAILURES.findLast((code) => codes.includes(code)) ?? "no-secret" };
}

function attempt(record: SignatureRecord, input: VerifyInput): Verification {
  const keys = input.secrets
    .filter((secret) => secret.kind === record.secretKind)
    .map((secret) => secretKey(record, secret))
    .filter((key) => key !== null);
  if (keys.length === 0) return { ok: false, code: "no-secret" };

  const parts = signatureParts(record, input.headers);
  const template = record.signed ?? "{body}";
  const pieces = { id: parts.deliveryId ?? "", timestamp: parts.timestamp ?? "", body: input.body };
  // Once for all keys: a body may be large. Only a sender that signs its own secret has a text for each.
  const common = template.includes("{secret}") ? null : signedText(template, pieces);
  const textFor = (secret: Uint8Array) => common ?? signedText(template, { ...pieces, secret });
  // An empty signature stands in for a missing one, so that missing costs what wrong costs.
  const signatures = parts.signatures.length > 0 ? parts.signatures : [""];
  const fitting = keys.filter((key) => fits(record, key, textFor(key), signatures)).length;
  if (!parts.complete) return { ok: false, code: "missing-signature" };
  if (fitting === 0) return { ok: false, code: "bad-signature" };
  const sentAtMs = timeOf(record, parts);
  if (!inWindow(record, sentAtMs, input.now)) return { ok: false, code: "stale" };
  // Hashed only now: on the way to a refusal it would show by its time how far the request came.
  // A text without the body is the same for two deliveries, and with the secret in it its digest is for nobody's eyes.
  const told = common !== null && template.includes("{body}") ? common : input.body;
  return { ok: true, deliveryId: parts.deliveryId, digest: sha256(told, "hex"), sentAtMs };
}

function timeOf(record: SignatureRecord, { timestamp }: SignatureParts): number | null {
  if (record.timestamp === null || timestamp === null) return null;
  return Number(timestamp) * (record.timestamp.unit === "s" ? 1_000 : 1);
}

/** Whether any of the signatures is this key's. All are compared, also after the first that fits. */
function fits(
  record: SignatureRecord,
  key: Uint8Array,
  text: Uint8Array,
  signatures: readonly string[],
): boolean {
  if (record.algorithm === "ed25519") {
    return signatures.filter((signature) => isOfPublicKey(record, key, text, signature)).length > 0;
  }
  if (record.algorithm === "token") {
    return signatures.filter((token) => isToken(record, key, token)).length > 0;
  }
  // Compared as the text it was sent in: another spelling of the same bytes is another signature, and refused.
  const expected = expectedSignature(record, key, text);
  return signatures.filter((signature) => equalInConstantTime(signature, expected)).length > 0;
}

function isOfPublicKey(
  record: SignatureRecord,
  key: Uint8Array,
  text: Uint8Array,
  signature: string,
): boolean {
  const prefixed = signature.startsWith(record.prefix);
  const read = record.encoding === "hex" ? hexBytes : base64Bytes;
  const bytes = prefixed ? read(signature.slice(record.prefix.length)) : null;
  // Without padding the same bytes would have two spellings.
  const spelling = bytes && record.prefix + Buffer.from(bytes).toString(record.encoding);
  const whole = spelling === signature ? bytes : null;
  return verifyEd25519(key, text, whole ?? new Uint8Array(64)) && whole !== null;
}

/** Compares digests of both, because comparing the texts would tell a guesser the token's length. */
function isToken(record: SignatureRecord, key: Uint8Array, token: string): boolean {
  const digest = (text: Uint8Array) => computeHmac({ algorithm: "sha256", key, text, encoding: "hex" });
  const expected = Buffer.concat([Buffer.from(record.prefix, "utf8"), key]);
  return equalInConstantTime(digest(Buffer.from(token, "utf8")), digest(expected));
}

/** Whether the signed time lies within the record's window, the future being as suspect as the past. */
function inWindow(record: SignatureRecord, sentAtMs: number | null, now: Date): boolean {
  if (record.timestamp === null) return true;
  const ageMs = now.getTime() - (sentAtMs ?? Number.NaN);
  return ageMs <= record.timestamp.pastSeconds * 1_000 && -ageMs <= record.timestamp.futureSeconds * 1_000;
}
