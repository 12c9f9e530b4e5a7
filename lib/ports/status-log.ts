import type { Checkpoint } from "../domain/checkpoint.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { NewEntry, StatusEntry } from "../domain/status.ts";

/** A verified event on its way in, with the first entry of the run it starts. */
export interface Intake {
  /** `claimKey(event)`: the same delivery always has the same one. */
  readonly key: string;
  /** Id of the run to start when the key is new. */
  readonly run: string;
  readonly event: AutomationEvent;
  /** The entry of phase `received`. */
  readonly entry: NewEntry;
}

/** `new`: the run was started. Otherwise the run that this delivery belongs to, and whether it has ended. */
export interface Accepted {
  readonly outcome: "new" | "unfinished" | "finished";
  readonly run: string;
}

/**
 * `sequence`: somebody else wrote to this run first, read it again. `permit`: a step of the entries is already
 * being or has been submitted, in this or another run. `finished`: the run has ended.
 */
export type AppendConflict = "sequence" | "permit" | "finished";

/** What became of an append: all entries were written durably, or none. `checkpoint`: the seal, if it ended the run. */
export type Appended =
  | { readonly ok: true; readonly entries: readonly StatusEntry[]; readonly checkpoint?: Checkpoint }
  | { readonly ok: false; readonly conflict: AppendConflict };

/** A run as kept: the event that started it and every entry since. */
export interface StoredRun {
  readonly run: string;
  readonly event: AutomationEvent;
  readonly entries: readonly StatusEntry[];
}

/**
 * The append-only status log. Every method resolves only after the write is durable, and rejects with an
 * `AutomationError` of code `store-failed` when that cannot be promised: nothing is sent then.
 */
export interface StatusLog {
  /**
   * Claim, event and first entry in ONE atomic write. A known key writes nothing. The log adds the digest of the
   * event's JSON text to the entry as `details.eventDigest`, so that the chain protects the event too.
   */
  accept(intake: Intake): Promise<Accepted>;
  /**
   * Appends when the run's last number is `expectedSeq`. `permits` are reserved in the same write; each can be
   * reserved once, ever: it is the permission to send a once-only step. An entry of phase `finished` comes last,
   * closes the run and seals it into a checkpoint. 1 to `APPEND_ENTRIES_MAX` entries; more, none, or a run that
   * was never accepted reject. When more than one conflict applies, `finished` goes before `sequence` before `permit`.
   */
  append(
    run: string,
    expectedSeq: number,
    entries: readonly NewEntry[],
    options?: { readonly permits?: readonly string[] },
  ): Promise<Appended>;
  read(run: string): Promise<StoredRun | undefined>;
}
