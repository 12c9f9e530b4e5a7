import * as crypto from "node:crypto";

/**
 * SHA-256 of bytes, or of a text in UTF-8: in lower-case hex to read, or as `binary`, one character a byte, to go on
 * working with.
 */
export type Sha256 = (input: Uint8Array | string, encoding: "hex" | "binary") => string;

/**
 * Hashing in one call costs a third of hashing through a stream object when the input is short, and nearly
 * everything signed here is short. Runtimes before Node 20.12 lack the call, hence the choice.
 */
export function chooseSha256(oneShot: typeof crypto.hash | undefined): Sha256 {
  return oneShot
    ? (input, encoding) => oneShot("sha256", input, encoding)
    : (input, encoding) => crypto.createHash("sha256").update(input).digest(encoding);
}

/** SHA-256 by the quickest means of this runtime. */
export const sha256: Sha256 = chooseSha256(crypto.hash);
