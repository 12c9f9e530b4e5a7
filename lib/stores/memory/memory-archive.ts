import type { ArchiveRecord, LogArchive } from "../../ports/log-archive.ts";
import { archiveConflict, checkArchive, isMoved } from "../archive-record.ts";
import { columnText } from "../kept-entry.ts";
import { planAppend } from "../plan-append.ts";
import { startRun } from "../start-run.ts";
import type { MemoryState } from "./memory-state.ts";
import { acceptInMemory, type MemoryWriteOptions, writeInMemory } from "./write-memory-log.ts";

/** Moving closed runs out of a memory store. Nothing in `archive` waits, so it is atomic. */
export function memoryArchive(state: MemoryState, options: MemoryWriteOptions): LogArchive {
  return {
    archivable: async function* (untilMs) {
      for (const checkpoint of [...state.checkpoints]) {
        const run = state.runs.get(checkpoint.run);
        if (run?.archived) continue;
        if (!run || Date.parse(checkpoint.at) >= untilMs) return;
        const entries = (state.entries.get(checkpoint.run) ?? []).map(({ kept }) => kept.bytes);
        yield { checkpoint, event: run.eventText, entries };
      }
    },
    archive: async (intake, record, finished) => {
      checkArchive(intake, record, finished);
      const runs = runsOf(state, record);
      // Planned before anything is written: whatever is wrong with the record then leaves the log as it was.
      const { run, first } = startRun(intake);
      const plan = planAppend(run, 1, [finished]);
      if (!plan.ok || state.claims.has(columnText(intake.key))) throw archiveConflict(record);
      acceptInMemory(state, intake);
      const { entries, checkpoint } = writeInMemory(state, plan, options);
      if (!checkpoint) throw archiveConflict(record);
      return { entries: [first.entry, ...entries], checkpoint, removed: moveOut(state, runs) };
    },
  };
}

/** The runs that a record covers. Throws `store-conflict` unless they are the oldest that are still there. */
function runsOf(state: MemoryState, record: ArchiveRecord): ReadonlySet<string> {
  const runs = state.checkpoints.filter(({ n }) => n >= record.from && n <= record.to).map(({ run }) => run);
  const isHere = (run: string) => state.runs.get(run)?.archived === false;
  const before = state.checkpoints[record.from - 2];
  const followsArchives = record.from === 1 || (before !== undefined && !isHere(before.run));
  if (runs.length !== record.to - record.from + 1 || !runs.every(isHere) || !followsArchives) {
    throw archiveConflict(record);
  }
  return new Set(runs);
}

function moveOut(state: MemoryState, runs: ReadonlySet<string>): number {
  const moved = new Set<string>();
  for (const name of runs) {
    // Nobody decides an archived run again.
    state.leases.delete(`run/${name}`);
    const run = state.runs.get(name);
    if (!run) continue;
    const archived = { ...run, archived: true };
    state.runs.set(name, isMoved(archived) ? { ...archived, eventText: "" } : archived);
    if (isMoved(archived)) moved.add(name);
  }
  // Both walks skip the holes of earlier archives.
  const places = state.log.length;
  const staying = state.log.flatMap((link, place) => (moved.has(link.kept.run) ? [] : [{ link, place }]));
  const removed = state.log.filter(({ kept }) => moved.has(kept.run)).length;
  state.log.length = 0;
  for (const { link, place } of staying) state.log[place] = link;
  state.log.length = places;
  for (const name of moved) state.entries.delete(name);
  return removed;
}
