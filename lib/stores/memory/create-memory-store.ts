import type { Checkpoint } from "../../domain/checkpoint.ts";
import { Hold, holds, isOlderWish } from "../../domain/hold.ts";
import { Pause } from "../../domain/pause.ts";
import type { Store } from "../../ports/store.ts";
import { checkLogKey } from "../check-log-key.ts";
import { checkKept } from "../kept-json.ts";
import { memoryArchive } from "./memory-archive.ts";
import { memoryLeases } from "./memory-leases.ts";
import { emptyMemoryState, type MemoryState } from "./memory-state.ts";
import { readMemoryLog } from "./read-memory-log.ts";
import { writeMemoryLog } from "./write-memory-log.ts";

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Key that seals checkpoints; without it they carry no seal. */
  readonly logKey?: string;
  /** Told of every checkpoint once it is kept. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
  /** What to start with. @default an empty state */
  readonly state?: MemoryState;
}

/**
 * A store that lasts as long as the process: for plans and dry runs, which claim nothing, and for simulations. It
 * behaves as the embedded one does and has no clock and no randomness of its own.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const { state = emptyMemoryState() } = options;
  checkLogKey(options.logKey);
  return {
    capabilities: { exclusiveAppend: true, durable: false },
    ...writeMemoryLog(state, options),
    ...readMemoryLog(state),
    ...memoryLeases(state),
    ...memoryArchive(state, options),
    putHold: async (hold) => {
      const checked = checkKept("a hold", Hold, hold);
      if (!isOlderWish(checked, state.holds.get(hold.resource))) state.holds.set(hold.resource, checked);
    },
    listHolds: async (nowMs) =>
      [...state.holds.values()].filter((hold) => holds(hold, nowMs)).sort(byResource),
    readPause: async () => state.pause,
    writePause: async (pause) => {
      state.pause = checkKept("the kill switch", Pause, pause);
    },
    close: async () => {},
  };
}

/** By code unit, so that the order does not depend on the locale. */
function byResource(a: { readonly resource: string }, b: { readonly resource: string }): number {
  if (a.resource === b.resource) return 0;
  return a.resource < b.resource ? -1 : 1;
}
