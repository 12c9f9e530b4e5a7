import { AutomationError } from "../domain/errors.ts";
import { signEd25519 } from "./ed25519.ts";
import { expectedSignature } from "./expected-signature.ts";
import { isSchemeId, schemeOf } from "./schemes.ts";
import { hexBytes, secretKey } from "./secret-key.ts";
import type { SourceSecret } from "./secret-kinds.ts";
import { SIGNED_BY_OTHERS, signOpened } from "./sign-opened.ts";
import { isRecordId, type OpenedId, type SignatureRecord, signatureRecords } from "./signature-records.ts";
import type { SignedEvent, SignOptions } from "./signed-event.ts";
import { signedText } from "./signed-text.ts";

const FORM = "application/x-www-form-urlencoded";
const BRACE = "{".charCodeAt(0);

/**
 * Signs a test event: the mirror of the verifier, over the same records.
 *
 * @throws AutomationError `unknown-source` for a scheme that does not exist, `missing-credentials` when no secret
 * can sign for it, `usage` where only the sender itself can.
 */
export function signForTest(id: string, options: SignOptions): SignedEvent {
  if (!isSchemeId(id))
    throw new AutomationError("unknown-source", `there is no scheme named ${JSON.stringify(id)}`);
  if (!isRecordId(id)) return signedByCode(id, options);
  const headers: Record<string, string> = {};
  for (const record of signatureRecords(id)) Object.assign(headers, headersOf(record, options, headers));
  if (Object.keys(headers).length === 0) {
    throw new AutomationError(
      "missing-credentials",
      `no secret can sign as ${id}; it signs with ${signsWith(id)}`,
    );
  }
  const { eventHeader } = schemeOf(id);
  return {
    method: "POST",
    headers: {
      "content-type": id === "slack" && options.body[0] !== BRACE ? FORM : "application/json",
      ...(eventHeader !== null && options.event !== undefined && { [eventHeader]: options.event }),
      ...headers,
    },
    body: options.body,
  };
}

function signedByCode(id: OpenedId, options: SignOptions): SignedEvent {
  const why = SIGNED_BY_OTHERS[id];
  if (why !== undefined) throw new AutomationError("usage", `no test event can be signed as ${id}: ${why}`);
  const signed = signOpened(id, options);
  if (signed !== null) return signed;
  const needs = schemeOf(id)
    .needs.map((group) => group.join(" or "))
    .join(", ");
  throw new AutomationError("missing-credentials", `no secret can sign as ${id}; it signs with ${needs}`);
}

/** Only the holder of the private key signs; what is configured for verifying cannot. */
function signingKind(record: SignatureRecord): SourceSecret["kind"] {
  return record.algorithm === "ed25519" ? "private-key" : record.secretKind;
}

function signsWith(id: Parameters<typeof schemeOf>[0]): string {
  const kinds = [...new Set(signatureRecords(id).map(signingKind))].join(" or ");
  return kinds.endsWith("private-key") ? `${kinds}, which the sender keeps` : kinds;
}

function headersOf(
  record: SignatureRecord,
  { body, secrets, now, deliveryId }: SignOptions,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const usable = secrets.filter((secret) => secret.kind === signingKind(record));
  const timestamp = record.timestamp === null ? "" : timestampText(record.timestamp.unit, now);
  const signatures = usable.flatMap((secret) => {
    const key = secretKey(record, secret) ?? new Uint8Array();
    const pieces = { id: deliveryId, timestamp, body, secret: key };
    return signature(record, secret, signedText(record.signed ?? "{body}", pieces)) ?? [];
  });
  const [first] = signatures;
  if (first === undefined) return {};
  const earlier = before[record.header];
  const list = [...(earlier === undefined ? [] : [earlier]), ...signatures];
  return {
    [record.header]: record.separator === null ? first : list.join(record.separator),
    ...(record.timestamp && { [record.timestamp.header]: timestamp }),
    ...(record.idHeaders[0] !== undefined && { [record.idHeaders[0]]: deliveryId }),
  };
}

function timestampText(unit: "s" | "ms", now: Date): string {
  return String(unit === "s" ? Math.floor(now.getTime() / 1_000) : now.getTime());
}

function signature(record: SignatureRecord, secret: SourceSecret, text: Uint8Array): string | null {
  if (record.algorithm === "ed25519") {
    const seed = privateSeed(secret);
    return seed && record.prefix + Buffer.from(signEd25519(seed, text)).toString(record.encoding);
  }
  const key = secretKey(record, secret);
  if (key === null) return null;
  return record.algorithm === "token" ? record.prefix + secret.value : expectedSignature(record, key, text);
}

/** `whsk_` and base64 of the 32-byte seed, which some libraries write with the public key behind it; or 64 hex digits. */
function privateSeed(secret: SourceSecret): Uint8Array | null {
  const digits = hexBytes(secret.value);
  if (digits?.length === 32) return digits;
  const form = { secretForm: { base64After: "whsk_" }, algorithm: "hmac-sha256" } as const;
  const bytes = secretKey(form, secret);
  return bytes?.length === 32 || bytes?.length === 64 ? bytes.subarray(0, 32) : null;
}
