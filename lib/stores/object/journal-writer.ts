import type { Bucket } from "../../ports/bucket.ts";
import { applyRecord } from "./apply-record.ts";
import { type Cooling, coolRuns } from "./cool-runs.ts";
import { straysOf } from "./foreign-records.ts";
import type { Journal } from "./journal.ts";
import { type Effects, type JournalRecord, NO_EFFECTS } from "./journal-record.ts";
import type { ObjectState } from "./object-state.ts";
import { isUncertain } from "./store-bucket.ts";

/** Bounds and duties of {@link createJournalWriter}. */
export interface JournalOptions extends Cooling {
  readonly nonce: () => string;
  /** Records between two snapshots. */
  readonly snapshotEvery: number;
  /** Told of what went wrong beside a write that is certain: the next one tries again. */
  readonly onTrouble: (error: unknown) => void;
}

/** What this process remembers of a journal, and the means to add to it. One call at a time. */
export interface JournalWriter {
  /** The state with what others have written since. */
  current(): Promise<ObjectState>;
  reload(): Promise<ObjectState>;
  /** A state that a record of this process may follow. */
  writable(): Promise<ObjectState>;
  /** Adds a record. `false`: another writer was first, and nothing was written. */
  commit(on: ObjectState, effects: Effects): Promise<boolean>;
  /** Takes a snapshot when so many records have gathered. Never rejects: it must not fail the write before it. */
  tidy(every: number): Promise<void>;
}

/** See {@link JournalWriter}. */
export function createJournalWriter(
  bucket: Bucket,
  journal: Journal,
  options: JournalOptions,
): JournalWriter {
  let state: ObjectState | undefined;
  let began = false;

  /** What this process remembers may not be what is there. */
  function drop(error: unknown): void {
    state = undefined;
    if (isUncertain(error)) journal.forget();
  }

  async function reload(): Promise<ObjectState> {
    state = await journal.load();
    return state;
  }

  async function commit(on: ObjectState, effects: Effects): Promise<boolean> {
    const record: JournalRecord = { v: 1, n: on.n + 1, nonce: options.nonce(), ...effects };
    try {
      const outcome = await journal.put(record.n, JSON.stringify(record));
      if (outcome === "written") applyRecord(on, record);
      return outcome === "written";
    } catch (error) {
      drop(error);
      throw error;
    }
  }

  /** What a writer left whom nobody knows counts as reserved, from the first record on. */
  async function commitStrays(on: ObjectState): Promise<void> {
    try {
      const { strange } = await journal.foreign(on);
      if (strange.length === 0) return;
      await commit(on, { ...NO_EFFECTS, strays: await straysOf(bucket, strange) });
    } catch (error) {
      state = undefined;
      journal.forget();
      throw error;
    }
  }

  return {
    reload,
    commit,
    current: async () => {
      if (!state) return reload();
      state = await journal.refresh(state);
      return state;
    },
    writable: async () => {
      const before = state;
      const on = await journal.begin(before);
      state = on;
      began = true;
      if (on !== before) await commitStrays(on);
      return on;
    },
    tidy: async (every) => {
      if (!began || !state || state.n - (state.snapshot?.n ?? 0) < every) return;
      try {
        const cold = await coolRuns(bucket, state, options);
        if (cold && !(await commit(state, cold))) return;
        await journal.keep(state);
      } catch (error) {
        drop(error);
        options.onTrouble(error);
      }
    },
  };
}
