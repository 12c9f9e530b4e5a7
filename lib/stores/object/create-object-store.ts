import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { Bucket } from "../../ports/bucket.ts";
import type { Store } from "../../ports/store.ts";
import { checkLogKey } from "../check-log-key.ts";
import { chainedJournal } from "./chained-journal.ts";
import { holdsAndPauseIn } from "./holds-and-pause.ts";
import { createJournalWriter } from "./journal-writer.ts";
import { journaledState } from "./journaled-state.ts";
import { lockedJournal } from "./locked-journal.ts";
import { objectArchive } from "./object-archive.ts";
import { readObjectLog } from "./read-object-log.ts";
import { storeBucket } from "./store-bucket.ts";
import { writeObjectLog } from "./write-object-log.ts";

/** Where {@link createObjectStore} takes what is not given. */
export const OBJECT_STORE_DEFAULTS = {
  snapshotEvery: 64,
  hotMs: 24 * 60 * 60_000,
  coldRunsMin: 32,
} as const;

/** Options of {@link createObjectStore}. */
export interface ObjectStoreOptions {
  /** The part of a bucket that belongs to this log alone. */
  readonly bucket: Bucket;
  /** A text that was never given before, of letters, digits and hyphens: a UUID. */
  readonly nonce: () => string;
  /** Key that seals checkpoints; without it they carry no seal. */
  readonly logKey?: string;
  /** Told of every checkpoint once it is kept. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
  /**
   * Whether the host lets one writer run at a time. Asked only where the bucket has no `createOnly`, where the store
   * cannot see to it itself. Default: false, and then verbs that may have one effect only are refused.
   */
  readonly singleWriter?: boolean;
  /** Records between two snapshots. Default: 64. */
  readonly snapshotEvery?: number;
  /** How long before the newest entry a run must have ended to leave the hot part, milliseconds. Default: a day. */
  readonly hotMs?: number;
  /** Least runs that leave the hot part together. Default: 32. */
  readonly coldRunsMin?: number;
  /** Told of a snapshot or a removal that failed; the write before it is kept. Default: nobody. */
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * The status log in a bucket (OBS, S3), without a database. Nothing is read or written before the first question.
 *
 * @returns a store; after a write that rejected with `details.replaced` open a new one, this one writes no more
 */
export function createObjectStore(options: ObjectStoreOptions): Store {
  const { nonce, onTrouble = () => undefined } = options;
  checkLogKey(options.logKey);
  const bucket = storeBucket(options.bucket);
  const { createOnly } = bucket.capabilities;
  const journal = createOnly ? lockedJournal(bucket) : chainedJournal(bucket, nonce);
  const { snapshotEvery = OBJECT_STORE_DEFAULTS.snapshotEvery } = options;
  const writer = createJournalWriter(bucket, journal, {
    ...{ nonce, onTrouble, snapshotEvery },
    hotMs: options.hotMs ?? OBJECT_STORE_DEFAULTS.hotMs,
    runsMin: options.coldRunsMin ?? OBJECT_STORE_DEFAULTS.coldRunsMin,
  });
  const journaled = journaledState(writer, snapshotEvery);
  return {
    capabilities: { exclusiveAppend: createOnly || options.singleWriter === true, durable: true },
    ...writeObjectLog(bucket, journaled, options),
    ...readObjectLog(bucket, journal, journaled),
    ...objectArchive(bucket, journaled, options),
    ...holdsAndPauseIn(bucket),
    close: () => journaled.close(),
  };
}
