import { Hold, holds, isOlderWish } from "../../domain/hold.ts";
import { NOT_PAUSED, Pause } from "../../domain/pause.ts";
import type { Bucket } from "../../ports/bucket.ts";
import type { HoldStore, PauseSwitch } from "../../ports/store.ts";
import { readKept, writeKept } from "../kept-json.ts";
import { certainPut } from "./certain-put.ts";
import { HOLDS, holdKey, PAUSE_KEY } from "./layout.ts";
import { eachOf, keysOf } from "./read-object.ts";
import { storeBucket } from "./store-bucket.ts";

/** Most machines that were ever held. */
const HOLDS_MAX = 100_000;

/**
 * What people set, as objects of their own beside the journal, so that anybody who may write to the bucket can set them
 * without being the writer of the log. The last write stands. A hold that this process put is known to it at once; one
 * that another process put is seen when the listing of the bucket names it.
 */
export function holdsAndPauseIn(bucket: Bucket): HoldStore & PauseSwitch {
  const own = new Set<string>();
  return {
    putHold: async (hold) => {
      const key = holdKey(hold.resource);
      const text = writeKept("a hold", Hold, hold);
      const kept = await textOf(bucket, key);
      own.add(key);
      if (isOlderWish(hold, kept === undefined ? undefined : readKept("a hold", Hold, kept))) return;
      await certainPut(bucket, key, text, "over");
    },
    listHolds: async (nowMs) => {
      const listed = await keysOf(bucket, HOLDS, { limit: HOLDS_MAX });
      const texts = await eachOf([...new Set([...listed, ...own])], (key) => textOf(bucket, key));
      const read = texts.flatMap((text) => (text === undefined ? [] : [readKept("a hold", Hold, text)]));
      return read.filter((hold) => holds(hold, nowMs)).sort(byResource);
    },
    ...pauseIn(bucket),
  };
}

function pauseIn(bucket: Bucket): PauseSwitch {
  return {
    readPause: async () => {
      const text = await textOf(bucket, PAUSE_KEY);
      return text === undefined ? NOT_PAUSED : readKept("the kill switch", Pause, text);
    },
    writePause: async (pause) => {
      await certainPut(bucket, PAUSE_KEY, writeKept("the kill switch", Pause, pause), "over");
    },
  };
}

/** The kill switch alone, for whoever neither writes nor reads the log. */
export function createBucketPause(bucket: Bucket): PauseSwitch {
  return pauseIn(storeBucket(bucket));
}

async function textOf(bucket: Bucket, key: string): Promise<string | undefined> {
  const bytes = await bucket.get(key);
  return bytes && new TextDecoder().decode(bytes);
}

/** By code unit, so that the order does not depend on the locale. */
function byResource(a: Hold, b: Hold): number {
  if (a.resource === b.resource) return 0;
  return a.resource < b.resource ? -1 : 1;
}
