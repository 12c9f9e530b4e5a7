import type { Checkpoint } from "../domain/checkpoint.ts";
import type { KeptEntry } from "./kept-entry.ts";
import type { KeptRun } from "./kept-run.ts";

/** A run with the checkpoint that claims to seal it. */
export interface SealedRun {
  readonly run: KeptRun;
  readonly checkpoint: Checkpoint | undefined;
}

/** A checkpoint, and what became of its run: it is here, it is marked as archived, or there is no trace of it. */
export interface PlacedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly place: "here" | "archived" | "gone";
}

/**
 * The whole log at one moment, piece by piece, as `verifyLog` reads it. Every piece comes as it is kept: nothing is
 * checked, repaired or sorted by what the bytes say.
 */
export interface LogSource {
  /** By number. */
  checkpoints(): AsyncIterable<PlacedCheckpoint>;
  runs(): AsyncIterable<SealedRun>;
  /** Those of the runs that record an archive, oldest first. */
  records(): AsyncIterable<SealedRun>;
  /** Of one run, by number. */
  entries(run: string): AsyncIterable<KeptEntry>;
  /** What else is wrong in this kind of store, one sentence each: entries without a run, a disordered index. */
  strays(): AsyncIterable<string>;
}
