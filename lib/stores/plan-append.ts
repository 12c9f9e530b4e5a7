import { APPEND_ENTRIES_MAX, type NewEntry } from "../domain/status.ts";
import type { AppendConflict } from "../ports/status-log.ts";
import { type ChainEnd, type ChainedEntry, chainEntry } from "./chain-entry.ts";
import { storeFailed } from "./store-failed.ts";

/** What an append writes, or why it must not. Permits are for the store to reserve. */
export type AppendPlan =
  | { readonly ok: true; readonly chained: readonly ChainedEntry[]; readonly end: RunEnd }
  | { readonly ok: false; readonly conflict: AppendConflict };

/** What a run looks like after an append. */
export interface RunEnd extends ChainEnd {
  /** `at` of the last entry, as it stands there and in milliseconds since the epoch. */
  readonly lastAt: string;
  readonly lastAtMs: number;
  readonly finished: boolean;
}

/**
 * Decides an append and chains its entries; pure, the same for every store. Call it under the lock that keeps other
 * writers away, with the run as read under that lock.
 *
 * @throws AutomationError `store-failed` for a run that was never accepted, a number of entries out of bounds, an
 *   entry behind `finished`, or an entry that is not one
 */
export function planAppend(
  run: (ChainEnd & { readonly finished: boolean }) | undefined,
  expectedSeq: number,
  entries: readonly NewEntry[],
): AppendPlan {
  const last = checkEntries(entries);
  if (!run) throw storeFailed("the run was never accepted by this store");
  if (run.finished) return { ok: false, conflict: "finished" };
  if (run.lastSeq !== expectedSeq) return { ok: false, conflict: "sequence" };

  let end: ChainEnd = run;
  let lastAtMs = 0;
  const chained: ChainedEntry[] = [];
  for (const entry of entries) {
    const link = chainEntry(end, entry);
    chained.push(link);
    lastAtMs = link.kept.atMs;
    end = { run: run.run, event: run.event, lastSeq: link.kept.seq, head: link.kept.hash };
  }
  return {
    ok: true,
    chained,
    end: { ...end, lastAt: last.at, lastAtMs, finished: last.phase === "finished" },
  };
}

function checkEntries(entries: readonly NewEntry[]): NewEntry {
  const last = entries.at(-1);
  if (!last || entries.length > APPEND_ENTRIES_MAX) {
    throw storeFailed(`an append carries 1 to ${APPEND_ENTRIES_MAX} entries, not ${entries.length}`);
  }
  if (entries.some((entry) => entry.phase === "finished" && entry !== last)) {
    throw storeFailed("nothing can follow an entry of phase finished");
  }
  return last;
}
