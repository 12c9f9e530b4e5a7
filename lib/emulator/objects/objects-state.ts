import type { ChunkedList } from "../chunked-list.ts";
import type { ShardMap } from "../shard-map.ts";
import type { EmulatorCredentials } from "../state.ts";
import type { ObjectsFault } from "./objects-fault.ts";
import type { ObjectsJournalEntry } from "./objects-journal.ts";

/** Whose way of speaking and behaving is imitated. */
export type ObjectsDialect = "obs" | "s3";

/** One object. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** Hex, without quotes. */
  readonly etag: string;
  /** How many appends made it; 0 for an object that was written whole, which takes none. */
  readonly appends: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** From when on listings name it. */
  readonly listedFrom: number;
}

/** What of the real services may differ, or be in doubt. */
export interface ObjectsBehaviour {
  readonly dialect: ObjectsDialect;
  /** Signed on S3. */
  readonly region: string;
  /** Whether appends are offered; OBS only. */
  readonly append: boolean;
  /** How long a new key stays out of listings, milliseconds. */
  readonly listingDelayMs: number;
  /** How far the service's clock runs ahead of the caller's, milliseconds. */
  readonly skewMs: number;
  /** Whether `If-None-Match: *` on a write is kept. OBS documents nothing of the kind, and ignores it here. */
  readonly conditionalWrites: boolean;
  /** Most keys that one page names, whatever was asked for. */
  readonly pageKeysMax: number;
}

/** Everything the emulator of object storage knows; replaced, never changed. */
export interface ObjectsState extends ObjectsBehaviour {
  readonly credentials: readonly EmulatorCredentials[];
  /** Actions by access key; a key that is not in here may do everything. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly buckets: ReadonlyMap<string, ShardMap<StoredObject>>;
  readonly faults: readonly ObjectsFault[];
  readonly journal: ChunkedList<ObjectsJournalEntry>;
}
