import { headerValue, headerValues, type InboundHeaders } from "./header-values.ts";
import type { SignatureRecord } from "./signature-records.ts";

/** Most signatures of one list that are tried; senders send two while a secret is being rotated. */
const SIGNATURES_MAX = 10;

/**
 * What an id may consist of. Without blanks, quotes and braces: in `{id}.{timestamp}.{body}` the body is a JSON
 * object, so it begins at the first blank or brace and no other reading of the same signed bytes exists,
 * whatever dots an id contains.
 */
const DELIVERY_ID = /^[A-Za-z0-9._:+/=@~-]{1,256}$/;

const TIMESTAMP = /^[0-9]{1,15}$/;

/** What the headers say about a signature, before anything of it is believed. */
export interface SignatureParts {
  readonly signatures: readonly string[];
  /** Exactly as sent, because this text is what was signed. */
  readonly timestamp: string | null;
  readonly deliveryId: string | null;
  /** Whether everything that the record needs is there. */
  readonly complete: boolean;
}

function signaturesIn(record: SignatureRecord, headers: InboundHeaders): readonly string[] {
  if (record.separator === null) {
    const only = headerValue(headers, record.header);
    return only === null ? [] : [only];
  }
  const separator = record.separator;
  return headerValues(headers, record.header)
    .flatMap((value) => value.split(separator))
    .map((signature) => signature.trim())
    .filter((signature) => signature !== "")
    .slice(0, SIGNATURES_MAX);
}

function deliveryIdIn(record: SignatureRecord, headers: InboundHeaders): string | null {
  const ids = record.idHeaders.map((name) => headerValue(headers, name)).filter((id) => id !== null);
  const first = ids[0];
  return first !== undefined && DELIVERY_ID.test(first) ? first : null;
}

/** Reads the headers that a record names. */
export function signatureParts(record: SignatureRecord, headers: InboundHeaders): SignatureParts {
  const signatures = signaturesIn(record, headers);
  const deliveryId = deliveryIdIn(record, headers);
  const sent = record.timestamp === null ? null : headerValue(headers, record.timestamp.header);
  const timestamp = sent !== null && TIMESTAMP.test(sent) ? sent : null;
  const complete =
    signatures.length > 0 &&
    (record.timestamp === null || timestamp !== null) &&
    (deliveryId !== null || !record.signed?.includes("{id}"));
  return { signatures, timestamp, deliveryId, complete };
}
