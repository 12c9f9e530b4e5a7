import type { Bucket } from "../../lib/ports/bucket.ts";
import type { Store } from "../../lib/ports/store.ts";
import { createObjectStore } from "../../lib/stores/object/create-object-store.ts";
import { emptyObjects, memoryBucket, type Trouble } from "../fixtures/memory-bucket.ts";
import type { Scheduler } from "./scheduler.ts";
import type { FaultCounts, Life } from "./worker-life.ts";

/** `obs`: append, late listings, one writer after the other. `s3`: `createOnly`, any number of writers at once. */
export type BucketKind = "obs" | "s3";

/** A bucket that the processes of a world share. Each opens the store anew when it is born. */
export interface SimBucket {
  storeOf(life: Life): Store;
  /** The store as somebody sees it whom nothing happens to. */
  readonly judge: Store;
}

/** What a simulated bucket is made of. */
export interface SimBucketOptions {
  readonly kind: BucketKind;
  readonly scheduler: Scheduler;
  readonly counts: FaultCounts;
  readonly logKey: string;
  isCalm(): boolean;
}

/** A network. */
const LATENCY_MS = [2, 30] as const;
const LATE_LISTING_MS = 60_000;

/** A bucket with lost answers, and with late listings where it does not promise fresh ones. */
export function startSimBucket({ kind, scheduler, counts, logKey, isCalm }: SimBucketOptions): SimBucket {
  const objects = emptyObjects();
  const rate = scheduler.chance(0.5) ? scheduler.random() * 0.02 : 0;
  let given = 0;
  const nonce = () => {
    given += 1;
    return `x${given}`;
  };
  const trouble = (): Trouble => {
    objects.requests.length = 0;
    if (isCalm() || !scheduler.chance(rate)) return "none";
    counts["the bucket's answer is lost"] = (counts["the bucket's answer is lost"] ?? 0) + 1;
    return scheduler.chance(0.5) ? "lost-before" : "lost-after";
  };
  const capabilities =
    kind === "s3"
      ? { createOnly: true, freshListings: true }
      : { append: true, listingDelayMs: () => scheduler.between(0, LATE_LISTING_MS), nowMs: scheduler.now };
  const open = (bucket: Bucket) =>
    createObjectStore({ bucket, nonce, logKey, singleWriter: true, coldRunsMin: 8, hotMs: 3_600_000 });
  const plain = memoryBucket(objects, capabilities);
  const troubled = memoryBucket(objects, { ...capabilities, trouble });
  return {
    judge: open(plain),
    storeOf: (life) =>
      open({
        capabilities: troubled.capabilities,
        put: (...asked) => life.call("put", LATENCY_MS, () => troubled.put(...asked)),
        append: (...asked) => life.call("bucket append", LATENCY_MS, () => troubled.append(...asked)),
        get: (...asked) => life.call("get", LATENCY_MS, () => troubled.get(...asked)),
        list: (...asked) => life.call("list", LATENCY_MS, () => troubled.list(...asked)),
        remove: (...asked) => life.call("remove", LATENCY_MS, () => troubled.remove(...asked)),
      }),
  };
}
