import type { BucketCapabilities } from "../../../../lib/ports/bucket.ts";
import type { Store } from "../../../../lib/ports/store.ts";
import {
  createObjectStore,
  type ObjectStoreOptions,
} from "../../../../lib/stores/object/create-object-store.ts";
import { DAY_MS, entry, intake } from "../../../contract/store-fixtures.ts";
import {
  emptyObjects,
  type MemoryBucketOptions,
  type MemoryObjects,
  memoryBucket,
} from "../../../fixtures/memory-bucket.ts";
import { nonces } from "../../../fixtures/nonces.ts";

export const KEY = "example-log-key";

/** The kinds of buckets there are. */
export const LOCKED = { createOnly: true, append: false, freshListings: true } as const;
export const APPENDING = { createOnly: false, append: true, freshListings: false } as const;
export const PLAIN = { createOnly: false, append: false, freshListings: false } as const;
export const KINDS: readonly (readonly [string, BucketCapabilities])[] = [
  ["with createOnly", LOCKED],
  ["with append alone", APPENDING],
  ["without both", PLAIN],
];

const nonce = nonces();

/** A store of a process, on objects that several may share. Its snapshots come early. */
export function openStore(
  objects: MemoryObjects,
  bucket: MemoryBucketOptions,
  options: Partial<ObjectStoreOptions> = {},
): Store {
  return createObjectStore({
    bucket: memoryBucket(objects, bucket),
    nonce,
    logKey: KEY,
    singleWriter: true,
    snapshotEvery: 4,
    hotMs: 2_000,
    coldRunsMin: 1,
    ...options,
  });
}

/** One step of the scripted history: what it does, and what must be there once it was answered. */
export interface ScriptStep {
  readonly act: (store: Store) => Promise<unknown>;
  readonly run: string;
  /** Entries of that run afterwards. */
  readonly entries: number;
}

const SUBJECT = { policy: "nights", resource: "prod/notebook/nb-1", action: "stop" };

/** Runs that begin, reserve permits, end and become cold. */
export const SCRIPT: readonly ScriptStep[] = Array.from({ length: 4 }, (_, index) => {
  const [run, ms] = [`r-${index}`, index * 1_500];
  const lease = {
    holder: run,
    resources: ["prod/notebook/nb-1"],
    nowMs: DAY_MS + ms,
    untilMs: DAY_MS + ms + 1_000,
  };
  return [
    { act: (store: Store) => store.accept(intake(run, ms)), run, entries: 1 },
    { act: (store: Store) => store.takeLeases(lease), run, entries: 1 },
    {
      act: (store: Store) =>
        store.append(run, 1, [entry("submitting", ms + 10, SUBJECT)], { permits: [`p-${index}`] }),
      run,
      entries: 2,
    },
    { act: (store: Store) => store.append(run, 2, [entry("finished", ms + 20)]), run, entries: 3 },
  ];
}).flat();

/** Closed runs of which the older ones are cold. */
export async function coldLog(kind: BucketCapabilities, runs = 8) {
  const objects = emptyObjects();
  const store = openStore(objects, kind);
  for (let index = 0; index < runs; index += 1) {
    await store.accept(intake(`r-${index}`, index * 1_500));
    await store.append(`r-${index}`, 1, [entry("submitting", index * 1_500 + 10, SUBJECT)], {
      permits: [`p-${index}`],
    });
    await store.append(`r-${index}`, 2, [entry("finished", index * 1_500 + 20)]);
  }
  return { objects, store };
}
