import type { SourceSecret } from "./secret-kinds.ts";
import type { SignatureRecord } from "./signature-records.ts";

const ED25519_KEY_BYTES = 32;

/** The bytes of a base64 text, padded or not; `null` when any character is not part of it. */
export function base64Bytes(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64");
  const again = bytes.toString("base64").replace(/=+$/, "");
  return again === text.replace(/=+$/, "") ? bytes : null;
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
