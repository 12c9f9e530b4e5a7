import type { LogReader } from "../../ports/log-reader.ts";
import type { ChainedEntry } from "../chain-entry.ts";
import { checkLimit, readCursor } from "../check-page.ts";
import { columnText } from "../kept-entry.ts";
import { openRunOf } from "../kept-run.ts";
import { matchesFilter } from "../match-filter.ts";
import { newestFirst, recentActionOf } from "../recent-action.ts";
import { verifyLog } from "../verify-log.ts";
import { memoryLogSource } from "./memory-log-source.ts";
import type { MemoryState } from "./memory-state.ts";

/** The asking half of a memory store; a cursor is the position in the log. */
export function readMemoryLog(state: MemoryState): LogReader {
  return {
    find: async (filter, { limit, after, newest = false }) => {
      const isOpen = (run: string) => state.runs.get(run)?.finished === false;
      const matches = (link: ChainedEntry) => matchesFilter(link.kept, filter, isOpen(link.kept.run));
      const start = readCursor(after);
      const found = newest
        ? lastMatches(state.log, start, checkLimit(limit), matches)
        : firstMatches(state.log, start, checkLimit(limit), matches);
      const last = found.at(-1);
      return {
        entries: found.flatMap((position) => state.log[position]?.entry ?? []),
        cursor: last === undefined ? (after ?? null) : String(last + 1),
      };
    },
    openRuns: async ({ limit }) => {
      const open = [...state.runs.values()].filter((run) => !run.finished);
      open.sort((a, b) => a.receivedAtMs - b.receivedAtMs);
      return open.slice(0, checkLimit(limit)).map(openRunOf);
    },
    recentActions: async (sinceMs) => {
      const since = state.log.filter(({ kept }) => kept.phase === "submitting" && kept.atMs >= sinceMs);
      return newestFirst(since.flatMap(({ entry }) => recentActionOf(entry) ?? []));
    },
    lastVerdicts: async (policy) => new Map(state.lastVerdicts.get(columnText(policy))),
    verify: (proofs) => verifyLog(memoryLogSource(state), proofs),
  };
}

type Matches = (link: ChainedEntry) => boolean;

/** Positions of the first matches from `start` on. */
function firstMatches(log: readonly ChainedEntry[], start: number, limit: number, matches: Matches) {
  const found: number[] = [];
  for (let at = start; at < log.length && found.length < limit; at += 1) {
    const link = log[at];
    if (link && matches(link)) found.push(at);
  }
  return found;
}

/** Positions of the last matches that are not before `start`, oldest first. */
function lastMatches(log: readonly ChainedEntry[], start: number, limit: number, matches: Matches) {
  const found: number[] = [];
  for (let at = log.length - 1; at >= start && found.length < limit; at -= 1) {
    const link = log[at];
    if (link && matches(link)) found.push(at);
  }
  return found.reverse();
}
