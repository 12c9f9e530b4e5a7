import { computeHmac } from "../signing/webhook-signature.ts";
import type { SignatureRecord } from "./signature-records.ts";

/** What a sender with this shared secret writes into the header for these signed bytes; not for public keys. */
export function expectedSignature(record: SignatureRecord, key: Uint8Array, text: Uint8Array): string {
  const algorithm = record.algorithm === "hmac-sha1" ? "sha1" : "sha256";
  return record.prefix + computeHmac({ algorithm, key, text, encoding: record.encoding });
}
