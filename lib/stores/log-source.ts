import type { Checkpoint } from "../domain/checkpoint.ts";
import type { KeptEntry } from "./kept-entry.ts";
import type { KeptRun } from "./kept-run.ts";

/** A run with the checkpoint that claims to seal it. */
export interface SealedRun {
  readonly run: KeptRun;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * The whole log at one moment, piece by piece, as `verifyLog` reads it. Every piece comes as it is kept: nothing is
 * checked, repaired or sorted by what the bytes say.
 */
export interface LogSource {
  /** By number, with whether its run is there. */
  checkpoints(): AsyncIterable<{ readonly checkpoint: Checkpoint; readonly runIsKept: boolean }>;
  runs(): AsyncIterable<SealedRun>;
  /** Of one run, by number. */
  entries(run: string): AsyncIterable<KeptEntry>;
  /** What else is wrong in this kind of store, one sentence each: entries without a run, a disordered index. */
  strays(): AsyncIterable<string>;
}
