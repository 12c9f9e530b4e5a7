import type { RecentAction } from "../domain/facts.ts";
import type { LastVerdict } from "../domain/memory.ts";
import type { StatusEntry, StatusPhase } from "../domain/status.ts";
import type { ArchiveRecord } from "./log-archive.ts";

/** What to look for; every field that is given must hold. */
export interface LogFilter {
  readonly run?: string;
  /** `target/kind/id` exactly, or any part of it: a target, a kind, the beginning of an id. */
  readonly resource?: string;
  readonly policy?: string;
  readonly phases?: readonly StatusPhase[];
  /** Inclusive, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Exclusive, milliseconds since the epoch. */
  readonly untilMs?: number;
  /** Only runs that have not ended. */
  readonly open?: boolean;
}

/** A place in the log; entries after it are newer. Opaque to callers, kept by `log -f`. */
export type LogCursor = string;

/** A run without a terminal entry. */
export interface OpenRun {
  readonly run: string;
  readonly event: string;
  readonly source: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly receivedAtMs: number;
  readonly lastAtMs: number;
}

/** An archive as the log records it, and the hashes between which its file must fit. */
export interface ArchiveOnRecord extends ArchiveRecord {
  /** The run that records it. */
  readonly run: string;
  /** Hash of the checkpoint before `from`; empty for the first. */
  readonly prev: string;
  /** Hash of the checkpoint `to`. */
  readonly head: string;
}

/** What a check of the whole log found. */
export interface Verification {
  readonly runs: number;
  readonly entries: number;
  readonly checkpoints: number;
  /** Hash of the newest checkpoint: keep it elsewhere, it is the next anchor. */
  readonly head: string | null;
  /** Archives that the log records, oldest first; what is in them can be checked with their files alone. */
  readonly archives: readonly ArchiveOnRecord[];
  /** What is wrong, one sentence each; empty when nothing is. */
  readonly problems: readonly string[];
  /** What could not be checked, one sentence each: no key, no anchor, runs that are still open. */
  readonly unknowns: readonly string[];
}

/** Questions about the log. None of them writes. */
export interface LogReader {
  /**
   * In the order in which the log took the entries, oldest first. `after` continues behind an earlier answer's
   * `cursor`; `newest` takes the last `limit` matches instead of the first, still oldest first. `cursor` is the place
   * of the last entry given, or `after` when there was none. At most `FIND_ENTRIES_MAX` at once, else `usage`.
   */
  find(
    filter: LogFilter,
    options: { readonly limit: number; readonly after?: LogCursor; readonly newest?: boolean },
  ): Promise<{ readonly entries: readonly StatusEntry[]; readonly cursor: LogCursor | null }>;
  /** Runs without a terminal entry, oldest first. */
  openRuns(options: { readonly limit: number }): Promise<readonly OpenRun[]>;
  /** Every action submitted since then, newest first; the owner is `details.owner` of its entry. */
  recentActions(sinceMs: number): Promise<readonly RecentAction[]>;
  /**
   * The last verdict by resource, for one policy: its reason, its time and what the policy keeps in mind. A verdict is
   * an entry of phase `planned` or `skipped` with policy and resource; its memory is `details.memory`, and one that
   * cannot be read is empty. An entry about a step that says nothing of memory leaves what was known.
   */
  lastVerdicts(policy: string): Promise<ReadonlyMap<string, LastVerdict>>;
  /** Recomputes every hash. With a key the seals are checked, with an anchor truncation is found. */
  verify(options: { readonly key?: string; readonly anchor?: string }): Promise<Verification>;
}
