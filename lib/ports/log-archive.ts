import type { Checkpoint } from "../domain/checkpoint.ts";
import type { NewEntry, StatusEntry } from "../domain/status.ts";
import type { Intake } from "./status-log.ts";

/** A closed run as it leaves the log for an archive: all that is needed to check it again. */
export interface ArchivedRun {
  readonly checkpoint: Checkpoint;
  /** JSON text of the event, byte for byte as its digest was taken. */
  readonly event: string;
  /** JSON text of each entry, byte for byte as it was hashed. */
  readonly entries: readonly string[];
}

/** What is moved out of the log, and where to. */
export interface ArchiveRecord {
  /** Numbers of the first and the last checkpoint of the archive. */
  readonly from: number;
  readonly to: number;
  /** SHA-256 of the archive's bytes, hexadecimal. */
  readonly digest: string;
  /** Name of the file, for people. */
  readonly file: string;
}

/** What became of it. */
export interface Archived {
  /** The run that records the archive, as written, and its seal. */
  readonly entries: readonly StatusEntry[];
  readonly checkpoint: Checkpoint;
  /** How many entries left the log; the runs of earlier records stay, see `archive`. */
  readonly removed: number;
}

/** Moving the oldest closed runs out, so that the store stays small. */
export interface LogArchive {
  /**
   * Sealed runs in the order of their checkpoints, from the oldest that is not archived yet on, as long as they ended
   * before `untilMs`. Stops at the first that is younger, so that the archive is one piece of the chain.
   */
  archivable(untilMs: number): AsyncIterable<ArchivedRun>;
  /**
   * Writes the record as a run of its own (accepted and finished at once), and removes entries, event texts and
   * decision leases (`run/ID`) of the runs it covers, in one atomic write. Claims, permits and checkpoints stay for ever: they are what makes a late
   * duplicate harmless and what `verify` holds the archive against. So do the records of earlier archives with all
   * their entries, although the archive holds a copy of them: without one, nobody could tell an archived run from one
   * that somebody removed. Rejects with `store-conflict` when `from` is not the oldest checkpoint that is still there.
   */
  archive(intake: Intake, record: ArchiveRecord, finished: NewEntry): Promise<Archived>;
}
