import type { Bucket, BucketCapabilities } from "../../lib/ports/bucket.ts";
import { chainedJournal } from "../../lib/stores/object/chained-journal.ts";
import { createObjectStore } from "../../lib/stores/object/create-object-store.ts";
import { lockedSnapshotKey, markedSnapshotKey } from "../../lib/stores/object/layout.ts";
import { lockedJournal } from "../../lib/stores/object/locked-journal.ts";
import { createRegistry } from "../../lib/stores/object/registration.ts";
import { type Snapshot, snapshotOf } from "../../lib/stores/object/snapshot.ts";
import { emptyObjects, memoryBucket } from "../fixtures/memory-bucket.ts";
import { nonces } from "../fixtures/nonces.ts";
import { describeStore } from "./store-contract.ts";
import type { Tamper } from "./store-opening.ts";

type Edit<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Somebody with write access: puts the whole log into one snapshot, changes it there, and makes it the beginning of what
 * is read.
 */
function tamperWith(bucket: Bucket, nonce: () => string): Tamper {
  const edit = async (change: (snapshot: Edit<Snapshot>) => void) => {
    const locked = bucket.capabilities.createOnly;
    const state = await (locked ? lockedJournal(bucket) : chainedJournal(bucket, nonce)).load();
    const snapshot = snapshotOf(state);
    change(snapshot);
    const writers = createRegistry(bucket);
    const newest = locked ? undefined : await writers.newest();
    const mark = { fence: (newest?.fence ?? 0) + 1, nonce: nonce() };
    const key = locked ? lockedSnapshotKey(state.n) : markedSnapshotKey(state.n, mark);
    await bucket.put(key, new TextEncoder().encode(JSON.stringify(snapshot)));
    if (!newest) return;
    const { fence, nonce: last } = newest;
    const claim = { v: 1 as const, ...mark, began: state.n + 1, after: { fence, nonce: last }, before: [] };
    await writers.claim({ ...claim, snapshot: { n: state.n, key } });
  };
  return {
    editEntry: (run, seq, changes) =>
      edit(({ log }) => {
        const entry = log.find(({ kept }) => kept.run === run && kept.seq === seq);
        if (!entry) throw new Error(`no entry ${seq} in ${run}`);
        Object.assign(entry.kept, changes);
      }),
    removeEntry: (run, seq) =>
      edit((snapshot) => {
        snapshot.log = snapshot.log.filter(({ kept }) => kept.run !== run || kept.seq !== seq);
      }),
    editRun: (run, changes) =>
      edit(({ runs }) => {
        Object.assign(runs.find((one) => one.run === run) ?? {}, changes);
      }),
    removeRun: (run) =>
      edit((snapshot) => {
        snapshot.runs = snapshot.runs.filter((one) => one.run !== run);
        snapshot.log = snapshot.log.filter(({ kept }) => kept.run !== run);
      }),
    removeRunRow: (run) =>
      edit((snapshot) => {
        snapshot.runs = snapshot.runs.filter((one) => one.run !== run);
      }),
    editCheckpoint: (n, changes) =>
      edit(({ checkpoints }) => {
        Object.assign(checkpoints.find((one) => one.n === n) ?? {}, changes);
      }),
    removeCheckpoint: (n) =>
      edit((snapshot) => {
        snapshot.checkpoints = snapshot.checkpoints.filter((one) => one.n !== n);
      }),
  };
}

const BUCKETS: readonly (readonly [string, BucketCapabilities])[] = [
  ["with createOnly", { createOnly: true, append: false, freshListings: true }],
  ["with append alone", { createOnly: false, append: true, freshListings: false }],
  ["without createOnly and append", { createOnly: false, append: false, freshListings: false }],
];

for (const [name, capabilities] of BUCKETS) {
  describeStore(`store in a bucket ${name}`, async (options) => {
    const bucket = memoryBucket(emptyObjects(), capabilities);
    const nonce = nonces();
    // Small numbers, so that snapshots and removals happen in these short histories.
    const store = createObjectStore({ ...options, bucket, nonce, singleWriter: true, snapshotEvery: 3 });
    return { store, tamper: tamperWith(bucket, nonce), dispose: () => store.close() };
  });
}
