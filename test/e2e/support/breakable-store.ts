import { AutomationError } from "../../../lib/domain/errors.ts";
import type { NewEntry } from "../../../lib/domain/status.ts";
import type { Store } from "../../../lib/ports/store.ts";

/** A store that refuses chosen writes as a full disk would, without having written anything. */
export interface BreakableStore extends Store {
  /** Refuses every append with an entry of this phase and action, until it is mended. */
  breakOn(phase: NewEntry["phase"], action: string): void;
  /** Refuses to tell whether Curfew is paused. */
  breakPause(): void;
  mend(): void;
}

function broken(): AutomationError {
  return new AutomationError(
    "store-failed",
    "store test.db: the disk is full; make room. Nothing was written",
  );
}

export function breakableStore(store: Store): BreakableStore {
  let refuses: (entry: NewEntry) => boolean = () => false;
  let pauseIsBroken = false;
  return {
    ...store,
    append: async (run, expectedSeq, entries, options) => {
      if (entries.some(refuses)) throw broken();
      return store.append(run, expectedSeq, entries, options);
    },
    readPause: async () => {
      if (pauseIsBroken) throw broken();
      return store.readPause();
    },
    breakOn: (phase, action) => {
      refuses = (entry) => entry.phase === phase && entry.action === action;
    },
    breakPause: () => {
      pauseIsBroken = true;
    },
    mend: () => {
      refuses = () => false;
      pauseIsBroken = false;
    },
  };
}
