import { sha256 } from "./sha256.ts";

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER = 0x36;
const OUTER = 0x5c;

/** A function from an ASCII text to its HMAC-SHA256 in lower-case hex. */
export type HmacSha256 = (text: string) => string;

/**
 * HMAC-SHA256 under one key (RFC 2104), for texts of one length.
 *
 * It equals `createHmac("sha256", key).update(text).digest("hex")`, which a property test holds it to. `createHmac`
 * builds a stream and a native object for each signature, and that takes longer than the hashing itself; here the key
 * is spread over its two blocks once, and a signature is two hashes.
 *
 * @param key text, used in UTF-8
 * @param textLength the number of characters of every text
 */
export function hmacSha256(key: string, textLength: number): HmacSha256 {
  const keyBytes = blockKey(key);
  // The two buffers are written anew for every text; nothing here is asynchronous, so no call can meet another's.
  const inner = Buffer.alloc(BLOCK_BYTES + textLength);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  for (let index = 0; index < BLOCK_BYTES; index += 1) {
    const byte = keyBytes[index] ?? 0;
    inner[index] = byte ^ INNER;
    outer[index] = byte ^ OUTER;
  }
  return (text) => {
    inner.write(text, BLOCK_BYTES, "latin1");
    outer.write(sha256(inner, "binary"), BLOCK_BYTES, "binary");
    return sha256(outer, "hex");
  };
}

/** A key longer than a block is replaced by its hash. */
function blockKey(key: string): Buffer {
  const bytes = Buffer.from(key);
  return bytes.length > BLOCK_BYTES ? Buffer.from(sha256(bytes, "binary"), "binary") : bytes;
}
