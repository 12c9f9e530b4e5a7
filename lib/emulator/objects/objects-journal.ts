import { append, type ChunkedList, withoutFirstChunk } from "../chunked-list.ts";
import type { ObjectsFault, ObjectsOperation } from "./objects-fault.ts";

/** One call, reads included: requests are what object storage is paid by. */
export interface ObjectsJournalEntry {
  /** The service's clock, milliseconds since the epoch. */
  readonly at: number;
  readonly operation: ObjectsOperation;
  readonly bucket: string;
  /** Empty when the bucket itself was meant. */
  readonly key: string;
  /** As received, still encoded. */
  readonly query: string;
  /** Access key the request claims; whether it was believed shows in the status. */
  readonly accessKey: string | null;
  readonly status: number;
  /** Error code, if it was refused. */
  readonly code?: string;
  /** Bytes of the request's body. */
  readonly bytes: number;
  readonly fault?: ObjectsFault["fault"];
}

/** Entries kept; beyond this the oldest are dropped. */
const ENTRIES_MAX = 100_000;

/** The journal with one entry more. */
export function recordCall(
  journal: ChunkedList<ObjectsJournalEntry>,
  entry: ObjectsJournalEntry,
): ChunkedList<ObjectsJournalEntry> {
  const longer = append(journal, entry);
  return longer.size > ENTRIES_MAX ? withoutFirstChunk(longer) : longer;
}
