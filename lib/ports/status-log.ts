import type { Checkpoint } from "../domain/checkpoint.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { NewEntry, StatusEntry } from "../domain/status.ts";
import type { Lease } from "./lease-store.ts";

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

/** Bounds of taking in. */
export interface IntakeOptions {
  /** Most runs that may be open before a new event is turned away; those that tell people do not count. Default: no bound. */
  readonly openMax?: number;
}

/** Nothing was written: so many runs are open that a new one would only wait behind them. */
export interface InboxFull {
  readonly outcome: "full";
}

/** `new`: the run was started. Otherwise the run that this delivery belongs to, and whether it has ended. */
export interface Accepted {
  readonly outcome: "new" | "unfinished" | "finished";
  readonly run: string;
}

/**
 * `sequence`: somebody else wrote to this run first, read it again. `permit`: a step of the entries is already
 * being or has been submitted, in this or another run. `finished`: the run has ended. `fence`: a lease that the write
 * rests on has passed to another holder.
 */
export type AppendConflict = "sequence" | "permit" | "finished" | "fence";

/** What else has to hold for an append, checked in the same write. */
export interface AppendOptions {
  /** Reserved by the write; each can be reserved once, ever. */
  readonly permits?: readonly string[];
  /** Must all still stand, with the same holder and fence; whether they have run out does not matter. */
  readonly leases?: readonly Lease[];
  /** Given back by the write, where they still stand: nothing behind these entries needs them. */
  readonly release?: readonly Lease[];
}

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
   * Claim, event and first entry in ONE atomic write. A known key writes nothing, also when the inbox is full. The log adds the digest of the
   * event's JSON text to the entry as `details.eventDigest`, so that the chain protects the event too.
   */
  accept(intake: Intake, options?: IntakeOptions): Promise<Accepted | InboxFull>;
  /**
   * Appends when the run's last number is `expectedSeq`. `permits` are reserved in the same write; each can be
   * reserved once, ever: it is the permission to send a once-only step. An entry of phase `finished` comes last,
   * closes the run and seals it into a checkpoint. 1 to `APPEND_ENTRIES_MAX` entries; more, none, or a run that
   * was never accepted reject. When more than one conflict applies, the order is `finished`, `sequence`, `fence`, `permit`.
   */
  append(
    run: string,
    expectedSeq: number,
    entries: readonly NewEntry[],
    options?: AppendOptions,
  ): Promise<Appended>;
  read(run: string): Promise<StoredRun | undefined>;
}
