import { AutomationError } from "../../domain/errors.ts";
import type { Bucket } from "../../ports/bucket.ts";
import { storeFailed } from "../store-failed.ts";
import { certainPut } from "./certain-put.ts";
import { followRecords, readSnapshot } from "./follow-records.ts";
import { foreignRecords } from "./foreign-records.ts";
import type { Journal } from "./journal.ts";
import {
  JOURNAL,
  markedRecordKey,
  markedSnapshotKey,
  recordNumber,
  SNAPSHOTS,
  snapshotNumber,
} from "./layout.ts";
import { checkLayout, writeLayout } from "./layout-object.ts";
import { emptyObjectState, type ObjectState } from "./object-state.ts";
import { keysOf } from "./read-object.ts";
import {
  createRegistry,
  keysOfWriters,
  type Registration,
  type Registry,
  writersOf,
  writersSince,
} from "./registration.ts";
import { snapshotOf } from "./snapshot.ts";

const TRIES_MAX = 5;
const REMOVED_MAX = 1_000;

/**
 * The journal where the bucket has no `createOnly`. Nothing there is a lock: one writer at a time is for the platform
 * to see to. What this does is make a second writer visible, and stop the first one that notices. A writer adds itself
 * to the chain of registrations; after every record it looks whether it is still the end of the chain, and only then
 * says that the record was written.
 *
 * @param nonce a text that was never given before
 */
export function chainedJournal(bucket: Bucket, nonce: () => string): Journal {
  const writers = createRegistry(bucket);
  let seen: Registration | undefined;
  let mine: Registration | undefined;
  let stopped = false;

  function stop(): never {
    stopped = true;
    mine = undefined;
    throw replaced();
  }

  async function load(): Promise<ObjectState> {
    for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
      const newest = await writers.newest();
      const state = await stateAt(bucket, newest);
      // Whoever registered meanwhile may have begun before what was read.
      if (!state || (await writers.next(newest ?? null))) continue;
      seen = newest;
      return state;
    }
    throw storeFailed("the writer changed every time the journal was read; try again", {
      details: { retryable: true },
    });
  }

  async function register(): Promise<ObjectState> {
    const previous = await writers.newest();
    // From here on the writer before is told that it is followed, so what it has been told to be written is all there is.
    const arrived = await claimed(writers, arrivalAfter(previous, nonce()));
    const state = await stateAt(bucket, arrived);
    if (!state) throw storeFailed("the journal changed while it was read; try again");
    mine = await claimed(writers, beginningAfter(arrived, nonce(), state));
    seen = mine;
    return state;
  }

  return {
    load,
    refresh: async (state) => {
      if (mine) return state;
      if (await writers.next(seen ?? null)) return load();
      if (seen) await followRecords(bucket, state, keysOfWriters(seen), 1);
      return state;
    },
    begin: async (state) => {
      if (stopped) throw replaced();
      if (mine && state) return state;
      if (!(await checkLayout(bucket, "chained"))) await writeLayout(bucket, "chained");
      return register();
    },
    put: async (n, text) => {
      if (!mine) throw storeFailed("this process is not the writer of the log");
      const outcome = await certainPut(bucket, markedRecordKey(n, mine), text, "over");
      if (!(await standsFor(writers.stands(mine)))) stop();
      return outcome;
    },
    forget: () => {
      mine = undefined;
    },
    keep: async (state) => {
      if (!mine) return;
      const place = { n: state.n, key: markedSnapshotKey(state.n, mine) };
      await certainPut(bucket, place.key, JSON.stringify(snapshotOf(state)), "over");
      if (!(await writers.stands(mine))) stop();
      mine = await claimed(writers, beginningAfter(mine, nonce(), { n: state.n, snapshot: place }));
      seen = mine;
      state.earlier = state.snapshot;
      state.snapshot = place;
      if (state.earlier) await removeOld(bucket, state, state.earlier.n);
    },
    foreign: async (state) =>
      seen ? foreignRecords(bucket, seen, state) : { late: [], strange: await strayKeys(bucket) },
  };
}

function arrivalAfter(previous: Registration | undefined, nonce: string): Registration {
  return {
    ...{ v: 1, fence: (previous?.fence ?? 0) + 1, nonce, began: null },
    after: previous ? { fence: previous.fence, nonce: previous.nonce } : null,
    snapshot: previous?.snapshot ?? null,
    before: previous ? writersOf(previous) : [],
  };
}

function beginningAfter(
  last: Registration,
  nonce: string,
  { n, snapshot }: Pick<ObjectState, "n" | "snapshot">,
): Registration {
  return {
    ...{ v: 1, fence: last.fence + 1, nonce, began: n + 1 },
    after: { fence: last.fence, nonce: last.nonce },
    snapshot,
    before: writersSince(last, n + 1, snapshot),
  };
}

async function claimed(writers: Registry, registration: Registration): Promise<Registration> {
  if (await writers.claim(registration)) return registration;
  throw new AutomationError(
    "store-conflict",
    "another process registered as the writer of the log at the same moment; one writer at a time is all that this bucket can carry",
    { details: { retryable: true } },
  );
}

/** A question without an answer, behind a record that is there: what the record says may hold or not. */
async function standsFor(answer: Promise<boolean>): Promise<boolean> {
  try {
    return await answer;
  } catch (cause) {
    throw storeFailed("the record was written, and nobody says whether this process is still the writer", {
      cause,
      details: { ambiguous: true, retryable: true },
    });
  }
}

function replaced() {
  return storeFailed(
    "another writer has taken this one's place in the log; this process writes nothing any more: let one instance run, and open the store anew",
    { details: { retryable: false, replaced: true } },
  );
}

/** The state that ends with the records of a registration; `undefined` when something was removed meanwhile. */
async function stateAt(
  bucket: Bucket,
  registration: Registration | undefined,
): Promise<ObjectState | undefined> {
  if (!registration) return emptyObjectState();
  const { snapshot } = registration;
  const state = snapshot ? await readSnapshot(bucket, snapshot) : emptyObjectState();
  if (!state) return undefined;
  await followRecords(bucket, state, keysOfWriters(registration));
  const last = writersOf(registration).at(-1);
  return !last || state.n >= last.began - 1 ? state : undefined;
}

/** Without a chain every record is strange: somebody has removed the chain. */
function strayKeys(bucket: Bucket): Promise<readonly string[]> {
  return keysOf(bucket, JOURNAL, { limit: REMOVED_MAX });
}

/** Removes what two snapshots cover. What a strange writer left stays, as evidence. */
async function removeOld(bucket: Bucket, { strays }: ObjectState, coveredTo: number): Promise<void> {
  const records = await keysOf(bucket, JOURNAL, { limit: REMOVED_MAX });
  const snapshots = await keysOf(bucket, SNAPSHOTS, { limit: REMOVED_MAX });
  const gone = [
    ...records.filter((key) => recordNumber(key) <= coveredTo && !strays.includes(key)),
    ...snapshots.filter((key) => snapshotNumber(key) < coveredTo),
  ];
  if (gone.length > 0) await bucket.remove(gone);
}
