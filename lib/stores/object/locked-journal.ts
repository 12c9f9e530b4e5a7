import { AutomationError } from "../../domain/errors.ts";
import type { Bucket } from "../../ports/bucket.ts";
import { storeFailed } from "../store-failed.ts";
import { certainPut } from "./certain-put.ts";
import { followRecords, readSnapshot } from "./follow-records.ts";
import type { Journal } from "./journal.ts";
import {
  BLOCK_RECORDS,
  JOURNAL,
  lockedRecordKey,
  lockedSnapshotKey,
  recordNumber,
  removedKey,
  SNAPSHOTS,
  snapshotNumber,
} from "./layout.ts";
import { checkLayout, writeLayout } from "./layout-object.ts";
import { emptyObjectState, type ObjectState } from "./object-state.ts";
import { eachOf, keysOf } from "./read-object.ts";
import { snapshotOf } from "./snapshot.ts";

const LOAD_TRIES_MAX = 5;
const REMOVED_MAX = 1_000;

/**
 * The journal where the bucket keeps `createOnly`: the number of a record is a lock that one of any number of writers
 * gets. A process that slept while its next number was used and removed would get it a second time, so a removal is
 * marked before it is done, and every writer looks for the mark afterwards.
 */
export function lockedJournal(bucket: Bucket): Journal {
  let checked = false;

  async function load(): Promise<ObjectState> {
    for (let attempt = 0; attempt < LOAD_TRIES_MAX; attempt += 1) {
      const key = (await keysOf(bucket, SNAPSHOTS, { limit: REMOVED_MAX })).at(-1);
      const state = key ? await readSnapshot(bucket, { n: snapshotNumber(key), key }) : emptyObjectState();
      if (!state) continue;
      await followRecords(bucket, state);
      if (!(await isRemoved(bucket, state.n + 1))) return state;
    }
    throw storeFailed("the journal was shortened every time it was read; try again", {
      details: { retryable: true },
    });
  }

  return {
    load,
    refresh: async (state) => {
      await followRecords(bucket, state, lockedRecordKey, 1);
      return state;
    },
    begin: async (state) => {
      if (!checked) await proveLock(bucket);
      checked = true;
      return state ?? load();
    },
    put: async (n, text) => {
      const outcome = await certainPut(bucket, lockedRecordKey(n), text, "create");
      if (outcome === "taken") return outcome;
      if (!(await isRemoved(bucket, n))) return outcome;
      await bucket.remove([lockedRecordKey(n)]);
      return "taken";
    },
    forget: () => undefined,
    keep: async (state) => {
      const place = { n: state.n, key: lockedSnapshotKey(state.n) };
      // Whoever was first has kept the same: a state follows from its records.
      await certainPut(bucket, place.key, JSON.stringify(snapshotOf(state)), "create");
      state.earlier = state.snapshot;
      state.snapshot = place;
      if (state.earlier) await removeOld(bucket, state.earlier.n);
    },
    foreign: async () => ({ late: [], strange: [] }),
  };
}

async function isRemoved(bucket: Bucket, n: number): Promise<boolean> {
  return (await bucket.get(removedKey(n))) !== undefined;
}

/** A bucket that ignores a precondition says nothing about it, so it is asked for something that it must refuse. */
async function proveLock(bucket: Bucket): Promise<void> {
  const known = await checkLayout(bucket, "locked");
  if (!known) await writeLayout(bucket, "locked", { createOnly: true });
  if ((await writeLayout(bucket, "locked", { createOnly: true })) === "exists") return;
  throw new AutomationError(
    "not-supported",
    "the bucket says that it keeps If-None-Match and overwrote an object all the same; use it as one without it, with a single writer",
  );
}

/** Removes whole blocks of records that two snapshots cover, and older snapshots. */
async function removeOld(bucket: Bucket, coveredTo: number): Promise<void> {
  const from = Math.floor((coveredTo + 1) / BLOCK_RECORDS) * BLOCK_RECORDS;
  const listed = await keysOf(bucket, JOURNAL, { limit: REMOVED_MAX });
  const old = listed.filter((key) => recordNumber(key) < from);
  const marks = new Set(old.map((key) => removedKey(recordNumber(key))));
  await eachOf([...marks], (key) => certainPut(bucket, key, "{}", "over"));
  const snapshots = await keysOf(bucket, SNAPSHOTS, { limit: REMOVED_MAX });
  const gone = [...old, ...snapshots.filter((key) => snapshotNumber(key) < coveredTo)];
  if (gone.length > 0) await bucket.remove(gone);
}
