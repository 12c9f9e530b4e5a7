import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";
import { ReplyHandle } from "../domain/reply-handle.ts";

/** A secret of a source, as far as sealing goes. */
export interface SealingSecret {
  readonly kind: string;
  readonly value: string;
}

/** Kinds of secrets from which a sealing key may be drawn; an earlier one is taken before a later one. */
export const SEALING_KINDS = [
  ...(["reply-key", "hmac", "encrypt-key", "encoding-aes-key", "token", "verification-token"] as const),
];

const VERSION = "v1.";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Longest sealed text that is looked at: as long as an event may hold. */
const SEALED_CHARS_MAX = 8_192;

interface Keys {
  readonly cipher: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Secrets whose keys are remembered: a few for each source. */
const SECRETS_KEPT = 64;

/** Drawing keys costs more than all the rest of a seal, and every message of a chat needs them. */
const knownKeys = new Map<string, Keys>();

/** Keys for this one purpose: what is learned about them says nothing about the secret that signs. */
function keysOf(secret: Uint8Array | string): Keys {
  if (typeof secret !== "string") return drawKeys(secret);
  const known = knownKeys.get(secret);
  if (known) return known;
  if (knownKeys.size >= SECRETS_KEPT) knownKeys.clear();
  const keys = drawKeys(secret);
  knownKeys.set(secret, keys);
  return keys;
}

function drawKeys(secret: Uint8Array | string): Keys {
  const drawn = new Uint8Array(hkdfSync("sha256", secret, "", "curfew reply v1", 2 * KEY_BYTES));
  return { cipher: drawn.subarray(0, KEY_BYTES), nonce: drawn.subarray(KEY_BYTES) };
}

/** One spelling for equal handles, whatever the order of their parts. */
function plainText({ platform, expiresMs, parts }: ReplyHandle): Buffer {
  const sorted = Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return Buffer.from(JSON.stringify({ platform, expiresMs, parts: sorted }), "utf8");
}

/**
 * Seals a handle with AES-256-GCM under a key that HKDF-SHA256 draws from a secret of the source. The nonce is an HMAC
 * of what is sealed, so a repeated delivery makes the same event byte for byte, and no nonce is used for two texts.
 */
export function sealReply(handle: ReplyHandle, key: Uint8Array | string): string {
  const keys = keysOf(key);
  const plain = plainText(handle);
  const nonce = createHmac("sha256", keys.nonce).update(plain).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keys.cipher, nonce).setAAD(Buffer.from(VERSION));
  const hidden = Buffer.concat([cipher.update(plain), cipher.final()]);
  return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString("base64url");
}

/** Whether a text has the form of a sealed one; whether any secret opens it is another question. */
export function isSealed(text: string): boolean {
  return text.startsWith(VERSION);
}

/** The bytes of a sealed text; `null` for anything that is not the one spelling of them. */
function sealedBytes(sealed: string): Buffer | null {
  if (!isSealed(sealed) || sealed.length > SEALED_CHARS_MAX) return null;
  const text = sealed.slice(VERSION.length);
  const bytes = Buffer.from(text, "base64url");
  // Trailing bits that no byte needs would be a second spelling.
  const isOnlySpelling = bytes.toString("base64url") === text;
  return isOnlySpelling && bytes.length > NONCE_BYTES + TAG_BYTES ? bytes : null;
}

function openWith(bytes: Buffer, secret: string): ReplyHandle | null {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv("aes-256-gcm", keysOf(secret).cipher, nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(VERSION)).setAuthTag(tag);
    const hidden = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    const plain = Buffer.concat([decipher.update(hidden), decipher.final()]).toString("utf8");
    return ReplyHandle.safeParse(JSON.parse(plain)).data ?? null;
  } catch {
    // Another secret, or another text than was sealed: neither says more than that it does not open.
    return null;
  }
}

function usable(secrets: readonly SealingSecret[]): readonly string[] {
  return SEALING_KINDS.flatMap((kind) =>
    secrets.filter((secret) => secret.kind === kind && secret.value !== "").map(({ value }) => value),
  );
}

/** The secret with which a source seals; `null` where it has none that nobody else knows. */
export function sealingKey(secrets: readonly SealingSecret[]): string | null {
  return usable(secrets)[0] ?? null;
}

/**
 * Opens what {@link sealReply} sealed, with any of the source's active secrets, so that answers go on while a secret is
 * being rotated. `null`: none of them opens it, or something was changed. Whether the handle's time is over is for
 * {@link isReplyOver} to say: nothing here knows what time it is.
 */
export function openReply(sealed: string, secrets: readonly SealingSecret[]): ReplyHandle | null {
  const bytes = sealedBytes(sealed);
  if (bytes === null) return null;
  for (const secret of usable(secrets)) {
    const handle = openWith(bytes, secret);
    if (handle !== null) return handle;
  }
  return null;
}

/** Whether the platform takes nothing any more under this handle. */
export function isReplyOver({ expiresMs }: Pick<ReplyHandle, "expiresMs">, nowMs: number): boolean {
  return expiresMs !== null && nowMs >= expiresMs;
}
