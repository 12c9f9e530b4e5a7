import type { SourceSecret } from "./secret-kinds.ts";
import type { SignatureRecord } from "./signature-records.ts";

const ED25519_KEY_BYTES = 32;

/**
 * A base64 text without the signs at its end that only fill it up. By hand: the pattern for it tries anew at each `=` of a
 * text that has them in its middle, and such texts come from strangers.
 */
function withoutFill(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "=") end -= 1;
  return text.slice(0, end);
}

/** The bytes of a base64 text, padded or not; `null` when any character is not part of it. */
export function base64Bytes(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64");
  return withoutFill(bytes.toString("base64")) === withoutFill(text) ? bytes : null;
}

/** The bytes of hexadecimal digits in small letters; `null` for anything else, so that no bytes have two spellings. */
export function hexBytes(text: string): Uint8Array | null {
  return /^(?:[0-9a-f]{2})+$/.test(text) ? Buffer.from(text, "hex") : null;
}

/**
 * The key bytes of a secret as this record reads it; `null` when it cannot be one. An empty key is refused here,
 * once for all senders: an HMAC under an empty key verifies for everybody.
 */
export function secretKey(
  record: Pick<SignatureRecord, "secretForm" | "algorithm">,
  secret: SourceSecret,
): Uint8Array | null {
  const bytes = keyBytes(record.secretForm, secret.value);
  if (bytes === null || bytes.length === 0) return null;
  return record.algorithm === "ed25519" && bytes.length !== ED25519_KEY_BYTES ? null : bytes;
}

function keyBytes(form: SignatureRecord["secretForm"], value: string): Uint8Array | null {
  if (form === "text") return Buffer.from(value, "utf8");
  if (form === "hex") return hexBytes(value);
  // The reference libraries of Standard Webhooks take the secret without its prefix too.
  return base64Bytes(value.startsWith(form.base64After) ? value.slice(form.base64After.length) : value);
}
