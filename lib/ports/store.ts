import type { Hold } from "../domain/hold.ts";
import type { Pause } from "../domain/pause.ts";
import type { LeaseStore } from "./lease-store.ts";
import type { LogArchive } from "./log-archive.ts";
import type { LogReader } from "./log-reader.ts";
import type { StatusLog } from "./status-log.ts";

/** People's exceptions. A resource has at most one; a new one takes the place of the old. */
export interface HoldStore {
  /**
   * Leaves a hold alone that was asked for later (`createdAt`), so that a process which stood still cannot bring back
   * what was changed meanwhile. A bucket checks that just before it writes; the others in the same write.
   */
  putHold(hold: Hold): Promise<void>;
  /** Those that stand at `nowMs`; of a moment in the past also those that have ended since, by their end or a release. */
  listHolds(nowMs: number): Promise<readonly Hold[]>;
}

/** The kill switch, shared by every process that uses the store. */
export interface PauseSwitch {
  /** Rejects when it cannot be read; the shell then takes it as paused. */
  readPause(): Promise<Pause>;
  writePause(pause: Pause): Promise<void>;
}

/** What a store can promise. A verb that needs more than it has is refused there. */
export interface StoreCapabilities {
  /** `append` is a true lock between processes, so a once-only step has one permit. */
  readonly exclusiveAppend: boolean;
  /** What was acknowledged survives the loss of the process. */
  readonly durable: boolean;
}

/** One place that keeps everything. */
export interface Store extends StatusLog, LogReader, LogArchive, LeaseStore, HoldStore, PauseSwitch {
  readonly capabilities: StoreCapabilities;
  close(): Promise<void>;
}
