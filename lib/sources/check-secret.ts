import { secretKey } from "./secret-key.ts";
import type { SecretKind, SourceSecret } from "./secret-kinds.ts";
import { type SchemeId, signatureRecords } from "./signature-records.ts";

/** What senders write before a secret, and what it then is. */
const PREFIXES: readonly (readonly [string, SecretKind])[] = [
  ["whsec_", "secret"],
  ["whpk_", "public-key"],
];

/**
 * What kind of secret a configured value is for this scheme: told by its prefix where the scheme knows several
 * kinds (`whsec_`, `whpk_`), else the scheme's first kind.
 */
export function secretKindOf(id: SchemeId, value: string): SecretKind {
  const kinds = signatureRecords(id).map((record) => record.secretKind);
  const told = PREFIXES.find(([prefix]) => value.startsWith(prefix))?.[1];
  return told !== undefined && kinds.includes(told) ? told : (kinds[0] ?? "secret");
}

/**
 * What is wrong with a configured secret, in words that follow the secret's name and never hold its value;
 * `null` when it can be used.
 */
export function secretProblem(id: SchemeId, secret: SourceSecret): string | null {
  if (secret.value === "") return "is empty";
  const records = signatureRecords(id).filter((record) => record.secretKind === secret.kind);
  if (records.length === 0) return `is a ${secret.kind}, which ${id} does not use`;
  const fitting = records.some((record) => secretKey(record, secret) !== null);
  const form = records[0]?.secretForm ?? "text";
  return fitting || form === "text" ? null : `must be ${form.base64After} followed by base64`;
}
