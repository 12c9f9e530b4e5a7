import type { StatusEntry, StatusPhase } from "../domain/status.ts";

/** An entry as a store keeps it: the bytes that were hashed, their hash, and columns to find them by. */
export interface KeptEntry {
  readonly run: string;
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly phase: StatusPhase;
  readonly policy: string | null;
  readonly resource: string | null;
  /** JSON text of the status entry. */
  readonly bytes: string;
  /** `chainHash` of the entry before (or the run's genesis) and `bytes`. */
  readonly hash: string;
}

/**
 * Text as a column holds it. An embedded NUL ends a text in some drivers and half of a surrogate pair has no UTF-8
 * form, so both become the replacement character; the bytes keep them, as JSON escapes.
 */
export function columnText(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, "\uFFFD");
}

/** An entry as it must be kept, with its bytes and their hash; `verify` compares the columns with what is kept. */
export function keptEntry(entry: StatusEntry, bytes: string, hash: string): KeptEntry {
  return {
    run: entry.run,
    seq: entry.seq,
    atMs: Date.parse(entry.at),
    phase: entry.phase,
    policy: entry.policy === null ? null : columnText(entry.policy),
    resource: entry.resource === null ? null : columnText(entry.resource),
    bytes,
    hash,
  };
}
