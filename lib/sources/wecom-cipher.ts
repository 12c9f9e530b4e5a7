import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { base64Bytes } from "./secret-key.ts";

const KEY_BYTES = 32;
const IV_BYTES = 16;
/** PKCS#7 with blocks of 32 bytes, which Node's own unpadding does not know. */
const BLOCK_BYTES = 32;
/** Random bytes and the length, before the message. */
const HEAD_BYTES = 20;

/** What a ciphertext holds. */
export interface WecomText {
  readonly message: string;
  /** The corp id that it is for. */
  readonly receiver: string;
}

function unpadded(bytes: Buffer): Buffer | null {
  const count = bytes.at(-1) ?? 0;
  const padding = bytes.subarray(bytes.length - count);
  const isPadding = count >= 1 && count <= BLOCK_BYTES && padding.every((byte) => byte === count);
  return isPadding ? bytes.subarray(0, bytes.length - count) : null;
}

/** The message and whom it is for; `null` when this key does not open it. */
export function openWecomText(cipherText: string, encodingAesKey: string): WecomText | null {
  const key = base64Bytes(encodingAesKey);
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

/** The counterpart, for test events. `salt` has 16 bytes; `null` for a key that is none. */
export function closeWecomText(
  { message, receiver }: WecomText,
  encodingAesKey: string,
  salt: Uint8Array,
): string | null {
  const key = base64Bytes(encodingAesKey);
  if (key?.length !== KEY_BYTES) return null;
  const text = Buffer.from(message, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([salt, length, text, Buffer.from(receiver, "utf8")]);
  const count = BLOCK_BYTES - (plain.length % BLOCK_BYTES);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, IV_BYTES)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(count, count)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
}

/** SHA-1 over the sorted texts, as WeCom prescribes it. */
export function wecomSignature(parts: readonly string[]): string {
  return createHash("sha1").update(parts.toSorted().join("")).digest("hex");
}
