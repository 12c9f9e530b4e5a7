import { secretKey } from "./secret-key.ts";
import type { SourceSecret } from "./secret-kinds.ts";
import { isRecordId, type OpenedId, type SchemeId, signatureRecords } from "./signature-records.ts";

/** What of a body code hashes before it refuses: once for each secret of these kinds. The others stop earlier, or hash less. */
const OPENED: Readonly<Record<OpenedId, readonly SourceSecret["kind"][]>> = {
  smn: [],
  sns: [],
  "feishu-lark": ["encrypt-key", "verification-token"],
  wecom: [],
  jwt: [],
  "azure-path": [],
};

/**
 * How often the whole body is hashed, at least, before a source refuses a delivery for its signature: once for each
 * secret that signs bodies. Senders that sign something else hash none of it.
 */
export function bodyHashes(scheme: SchemeId, secrets: readonly SourceSecret[]): number {
  // The address is compared, and the body is given a digest before that.
  if (scheme === "azure-path") return 1;
  if (!isRecordId(scheme))
    return secrets.filter(({ kind, value }) => OPENED[scheme].includes(kind) && value !== "").length;
  const counts = signatureRecords(scheme)
    .filter(({ signed }) => signed?.includes("{body}"))
    .map((record) =>
      secrets.filter((secret) => secret.kind === record.secretKind && secretKey(record, secret) !== null),
    );
  return counts.flat().length;
}
