import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { Hold } from "../../domain/hold.ts";
import { NOT_PAUSED, type Pause } from "../../domain/pause.ts";
import type { ChainedEntry } from "../chain-entry.ts";
import type { KeptLease } from "../give-lease.ts";
import type { KeptRun } from "../kept-run.ts";
import type { KeptVerdicts } from "../last-verdict.ts";

/** Everything that a memory store keeps. Plain, so that a simulation can look at it and a test can damage it. */
export interface MemoryState {
  readonly runs: Map<string, KeptRun>;
  /** Run by claim. */
  readonly claims: Map<string, string>;
  /** All entries in the order of the log. An archived one leaves a hole, because a place in the log is a cursor. */
  readonly log: ChainedEntry[];
  /** The entries of each run. */
  readonly entries: Map<string, ChainedEntry[]>;
  readonly permits: Set<string>;
  readonly checkpoints: Checkpoint[];
  readonly lastVerdicts: KeptVerdicts;
  /** By resource; one that was given back stays, with its fence. */
  readonly leases: Map<string, KeptLease>;
  readonly holds: Map<string, Hold>;
  pause: Pause;
}

/** The state of a store that was never used. */
export function emptyMemoryState(): MemoryState {
  return {
    runs: new Map(),
    claims: new Map(),
    log: [],
    entries: new Map(),
    permits: new Set(),
    checkpoints: [],
    lastVerdicts: new Map(),
    leases: new Map(),
    holds: new Map(),
    pause: NOT_PAUSED,
  };
}
