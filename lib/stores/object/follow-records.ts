import type { Bucket } from "../../ports/bucket.ts";
import { storeFailed } from "../store-failed.ts";
import { applyRecord } from "./apply-record.ts";
import { JournalRecord } from "./journal-record.ts";
import { lockedRecordKey } from "./layout.ts";
import type { ObjectState, SnapshotPlace } from "./object-state.ts";
import { AT_ONCE, parseObject, readObject } from "./read-object.ts";
import { Snapshot, stateOfSnapshot } from "./snapshot.ts";

/** More records than this behind one snapshot: something is wrong with the numbers. */
const RECORDS_MAX = 100_000;

/** The key of record `n`; `undefined` where nobody can have written one. */
export type KeyOf = (n: number) => string | undefined;

/**
 * Plays every record behind a state, by asking for the next keys until one is missing. A listing is never asked: it may
 * be late, and a record that it leaves out would be written a second time.
 *
 * @param first how many to ask for at first: one where news is rare
 */
export async function followRecords(
  bucket: Bucket,
  state: ObjectState,
  keyOf: KeyOf = lockedRecordKey,
  first = AT_ONCE,
): Promise<void> {
  const start = state.n;
  for (let size = first; state.n - start < RECORDS_MAX; size = AT_ONCE) {
    const keys = Array.from({ length: size }, (_, index) => keyOf(state.n + 1 + index));
    const found = await Promise.all(keys.map((key) => (key === undefined ? undefined : bucket.get(key))));
    for (const [index, bytes] of found.entries()) {
      if (!bytes) return;
      const record = parseObject(keys[index] ?? "", bytes, JournalRecord);
      if (record.n !== state.n + 1) {
        throw storeFailed(`the object ${keys[index]} holds record ${record.n}: it was moved or replaced`);
      }
      applyRecord(state, record);
    }
  }
  throw storeFailed(`more than ${RECORDS_MAX} records follow one snapshot; the journal is damaged`);
}

/** The state that a snapshot holds; `undefined` when it is not there any more. */
export async function readSnapshot(bucket: Bucket, place: SnapshotPlace): Promise<ObjectState | undefined> {
  const snapshot = await readObject(bucket, place.key, Snapshot);
  return snapshot && stateOfSnapshot(snapshot, place.key);
}
