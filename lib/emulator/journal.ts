import type { OperationName } from "../domain/modelarts/operations.ts";
import { isSecretPath } from "../domain/modelarts/secret-fields.ts";
import { append, type ChunkedList, withoutFirstChunk } from "./chunked-list.ts";
import type { FaultKind } from "./fault.ts";

/** What one call did to one machine. `from` is `null` for a machine that was not there before. */
export interface Effect {
  /** `kind/id`. */
  readonly resource: string;
  readonly from: string | null;
  readonly to: string;
}

/** One call that could have changed something, whatever became of it. */
export interface JournalEntry {
  /** Time on the emulator's clock, milliseconds since the epoch. */
  readonly at: number;
  /** `null` for a path that no operation has. */
  readonly operation: OperationName | null;
  readonly method: string;
  readonly path: string;
  /** As received, still encoded. */
  readonly query: string;
  /** Access key the request claims; `null` when it claims none. Whether it was believed shows in the status. */
  readonly accessKey: string | null;
  readonly requestId: string;
  readonly status: number;
  /** Empty when the call changed nothing. */
  readonly effects: readonly Effect[];
  /** The body as parsed, passwords replaced; `null` without one. */
  readonly body: unknown;
  readonly fault?: FaultKind;
}

/** Entries kept; beyond this the oldest are dropped. */
export const JOURNAL_ENTRIES_MAX = 100_000;

const BODY_BYTES_MAX = 65_536;

/** The journal with one entry more. */
export function record(journal: ChunkedList<JournalEntry>, entry: JournalEntry): ChunkedList<JournalEntry> {
  const longer = append(journal, entry);
  return longer.size > JOURNAL_ENTRIES_MAX ? withoutFirstChunk(longer) : longer;
}

/** The body of a write as the journal keeps it: never a password, never more than 64 KB. */
export function journalBody(body: Uint8Array): unknown {
  if (body.length === 0) return null;
  if (body.length > BODY_BYTES_MAX) return { omitted: `${body.length} bytes` };
  try {
    return redacted(JSON.parse(new TextDecoder().decode(body)), []);
  } catch {
    return { omitted: "not JSON" };
  }
}

function redacted(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => redacted(item, path));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isHidden(key) ? "***" : redacted(item, [...path, key])]),
  );
}

/** The name of a key pair is no secret; it tells who may log in, which a reader of the journal wants to see. */
function isHidden(key: string): boolean {
  return key !== "key_pair_name" && isSecretPath([key]);
}
