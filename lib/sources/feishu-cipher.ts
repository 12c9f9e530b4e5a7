import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { base64Bytes } from "./secret-key.ts";

const IV_BYTES = 16;

const aesKey = (encryptKey: string) => createHash("sha256").update(encryptKey).digest();

/** AES-256-CBC under SHA-256 of the key, the first 16 bytes being the IV; `null` for what this key does not open. */
export function openFeishuText(cipherText: string, encryptKey: string): Uint8Array | null {
  const bytes = base64Bytes(cipherText);
  if (bytes === null || bytes.length <= IV_BYTES) return null;
  try {
    const decipher = createDecipheriv("aes-256-cbc", aesKey(encryptKey), bytes.subarray(0, IV_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]);
  } catch {
    // A wrong key shows as wrong padding, and neither is told apart outside.
    return null;
  }
}

/** The counterpart, for test events. `iv` has 16 bytes. */
export function closeFeishuText(text: Uint8Array, encryptKey: string, iv: Uint8Array): string {
  const cipher = createCipheriv("aes-256-cbc", aesKey(encryptKey), iv);
  return Buffer.concat([iv, cipher.update(text), cipher.final()]).toString("base64");
}

/** What Feishu writes into its signature header: a plain hash with the key in its middle, not an HMAC. */
export function feishuSignature(
  algorithm: "sha256" | "sha1",
  secret: string,
  { before, body }: { readonly before: string; readonly body: Uint8Array },
): string {
  return createHash(algorithm).update(before).update(secret).update(body).digest("hex");
}
