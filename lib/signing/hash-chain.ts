import { createHmac } from "node:crypto";
import { invalidRequest } from "./invalid-request.ts";
import { sha256 } from "./sha256.ts";

/** Lower-case hex SHA-256 of a text in UTF-8. */
export function digest(text: string): string {
  return sha256(text, "hex");
}

/** The hash before a run's first entry. It holds the run's id, so that entries cannot move to another run. */
export function genesisHash(runId: string): string {
  return digest(`curfew run\n${runId}`);
}

/**
 * The hash of an entry: over the hash before it and the entry's bytes as they are stored, so that an edit, a removal
 * or a reordering changes every later hash.
 *
 * @param previousHex result of `genesisHash` or `chainHash`; its fixed length keeps the two parts apart
 */
export function chainHash(previousHex: string, bytes: string): string {
  return digest(`${previousHex}\n${bytes}`);
}

/**
 * The seal of a checkpoint: lower-case hex HMAC-SHA256 over its fields, one a line. Without the key nobody can
 * rewrite a log and seal it anew.
 *
 * @throws AutomationError `invalid-request` for an empty key, and for a field with a line break, which could pass for
 *   two fields
 */
export function sealMac(key: string, fields: readonly string[]): string {
  if (key === "") throw invalidRequest("key", "a non-empty text");
  for (const [index, field] of fields.entries()) {
    if (field.includes("\n")) throw invalidRequest(`fields[${index}]`, "free of line breaks");
  }
  return createHmac("sha256", key).update(fields.join("\n")).digest("hex");
}
