import { createHmac, timingSafeEqual } from "node:crypto";

/** What a webhook sender signs, and how it writes the signature down. */
export interface HmacInput {
  readonly algorithm: "sha256" | "sha1";
  readonly key: Uint8Array;
  /** The signed bytes as received: verify first, parse afterwards. */
  readonly text: Uint8Array;
  readonly encoding: "hex" | "base64";
}

/** The HMAC a sender should have sent: lower-case hex, or base64 with padding. */
export function computeHmac({ algorithm, key, text, encoding }: HmacInput): string {
  return createHmac(algorithm, key).update(text).digest(encoding);
}

/**
 * Whether two texts are equal, in a time that depends on their lengths alone: how much of a forged signature is
 * right cannot be learned from the answer time. The length of a signature is no secret.
 */
export function equalInConstantTime(a: string, b: string): boolean {
  // UTF-16 keeps every code unit; in UTF-8 all lone surrogates would become the same character.
  const left = Buffer.from(a, "utf16le");
  const right = Buffer.from(b, "utf16le");
  return left.length === right.length && timingSafeEqual(left, right);
}
