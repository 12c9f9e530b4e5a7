import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

/** The fixed start of a PKCS#8 document around a 32-byte Ed25519 seed (RFC 8410). */
const PKCS8_START = Buffer.from("302e020100300506032b657004220420", "hex");
const SIGNATURE_BYTES = 64;

/** Whether a signature over the bytes is that of the raw 32-byte public key. */
export function verifyEd25519(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const x = Buffer.from(publicKey).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, bytes, key, signature);
}

/** The 64-byte signature over the bytes under a raw 32-byte seed. */
export function signEd25519(seed: Uint8Array, bytes: Uint8Array): Uint8Array {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_START, seed]), format: "der", type: "pkcs8" });
  return sign(null, bytes, key);
}
