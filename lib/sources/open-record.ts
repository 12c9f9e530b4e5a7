import type { JsonObject } from "./json-path.ts";
import type { Opened, OpenInput } from "./opener.ts";
import { parseFormBody } from "./parse-form-body.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { type RecordId, signatureRecords } from "./signature-records.ts";
import { verifySignature } from "./verify-signature.ts";

/** Bodies that are no JSON. */
const BODIES: Readonly<Partial<Record<RecordId, (body: Uint8Array) => JsonObject | null>>> = {
  slack: parseFormBody,
};

/** Proves a delivery by its signature record; the bytes are verified first and parsed once afterwards. */
export async function openRecord(id: RecordId, input: OpenInput): Promise<Opened> {
  const proof = verifySignature(signatureRecords(id), input);
  if (!proof.ok) return proof;
  const body = (BODIES[id] ?? parseJsonBody)(input.body);
  if (body === null) return { ok: false, code: "malformed-body" };
  const { deliveryId, digest, sentAtMs } = proof;
  return { ok: true, body, deliveryId, eventId: deliveryId ?? `sha256:${digest}`, sentAtMs };
}
