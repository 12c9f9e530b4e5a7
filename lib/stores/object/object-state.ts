import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { KeptLease } from "../give-lease.ts";
import type { KeptRun } from "../kept-run.ts";
import type { KeptVerdicts } from "../last-verdict.ts";
import type { PlacedEntry, Segment } from "./kept-shapes.ts";

/** The hot part of a log in a bucket, as it is after record `n`: open runs, recent ones, and what points to the rest. */
export interface ObjectState {
  n: number;
  /** Place of the next entry. */
  place: number;
  /** Time of the newest entry, milliseconds since the epoch: the only clock that this store has. */
  latestMs: number;
  readonly runs: Map<string, KeptRun>;
  /** Run by claim. */
  readonly claims: Map<string, string>;
  /** By place. */
  log: PlacedEntry[];
  readonly entries: Map<string, PlacedEntry[]>;
  /** Run by permit. */
  readonly permits: Map<string, string>;
  /** Those behind `coldTo`. */
  checkpoints: Checkpoint[];
  /** The newest, also when its run is cold. */
  lastCheckpoint: Checkpoint | null;
  readonly lastVerdicts: KeptVerdicts;
  readonly leases: Map<string, KeptLease>;
  /** Number of the last checkpoint whose run lies in a segment. */
  coldTo: number;
  segments: readonly Segment[];
  /** Keys of records that a writer left whom nobody knows. */
  strays: readonly string[];
  /** The snapshot that this state was made from, and the one before it. */
  snapshot: SnapshotPlace | null;
  earlier: SnapshotPlace | null;
}

/** Where a snapshot lies, and the record that it follows. */
export interface SnapshotPlace {
  readonly n: number;
  readonly key: string;
}

/** The state of a bucket that was never used. */
export function emptyObjectState(): ObjectState {
  return {
    n: 0,
    place: 0,
    latestMs: 0,
    runs: new Map(),
    claims: new Map(),
    log: [],
    entries: new Map(),
    permits: new Map(),
    checkpoints: [],
    lastCheckpoint: null,
    lastVerdicts: new Map(),
    leases: new Map(),
    coldTo: 0,
    segments: [],
    strays: [],
    snapshot: null,
    earlier: null,
  };
}

/** Takes an entry into the log and among those of its run. */
export function addEntry(state: ObjectState, entry: PlacedEntry): void {
  state.log.push(entry);
  state.place = Math.max(state.place, entry.place + 1);
  state.latestMs = Math.max(state.latestMs, entry.kept.atMs);
  const own = state.entries.get(entry.kept.run);
  if (own) own.push(entry);
  else state.entries.set(entry.kept.run, [entry]);
}
