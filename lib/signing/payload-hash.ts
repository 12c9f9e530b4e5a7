import { invalidRequest } from "./invalid-request.ts";
import { sha256 } from "./sha256.ts";

/** Value of `X-Sdk-Content-Sha256` that leaves the body out of the signature. */
export const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

/** Line 6 of a canonical request without a body. */
const EMPTY_PAYLOAD_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const SHA256_HEX = /^[\da-f]{64}$/i;

/** Whether a value may stand in `X-Sdk-Content-Sha256`. */
export function isPayloadHash(value: string): boolean {
  return value === UNSIGNED_PAYLOAD || SHA256_HEX.test(value);
}

/** Line 6: the hash of the very bytes that are sent; a text is sent in UTF-8. */
export function payloadHash(body: Uint8Array | string | undefined): string {
  if (body === undefined) return EMPTY_PAYLOAD_HASH;
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    throw invalidRequest("body", "a Uint8Array or a string; serialise it before signing");
  }
  return body.length === 0 ? EMPTY_PAYLOAD_HASH : sha256(body, "hex");
}
