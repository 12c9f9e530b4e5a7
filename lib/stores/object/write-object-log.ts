import type { Bucket } from "../../ports/bucket.ts";
import type { Lease, LeaseStore } from "../../ports/lease-store.ts";
import type { StatusLog } from "../../ports/status-log.ts";
import { isMoved } from "../archive-record.ts";
import { columnText } from "../kept-entry.ts";
import { readEvent } from "../kept-run.ts";
import { memoryLeases } from "../memory/memory-leases.ts";
import { type MemoryWriteOptions, writeMemoryLog } from "../memory/write-memory-log.ts";
import { readEntry } from "../read-entry.ts";
import { readColdRun, runOfClaim, runOfName, takenPermits } from "./cold-runs.ts";
import type { JournaledState } from "./journaled-state.ts";
import type { ObjectState } from "./object-state.ts";
import { workingSet } from "./working-set.ts";

const resourcesOf = (leases: readonly Lease[] = []) => leases.map(({ resource }) => resource);

/** The writing half of a store in a bucket: the memory store decides, a record keeps. */
export function writeObjectLog(
  bucket: Bucket,
  journaled: JournaledState,
  { logKey, onCheckpoint }: MemoryWriteOptions,
): StatusLog & LeaseStore {
  const deciding = logKey === undefined ? {} : { logKey };
  return {
    accept: (intake, bounds = {}) =>
      journaled.write(async (state) => {
        const [claimed, named] = await Promise.all([
          runOfClaim(bucket, state, intake.key),
          runOfName(bucket, state, intake.run),
        ]);
        const open = bounds.openMax === undefined ? [] : openRuns(state);
        const set = workingSet(state, {
          runs: [...open, ...(named ? [named] : []), ...(claimed ? [claimed] : [])],
          claims: claimed ? [[columnText(intake.key), claimed.run]] : [],
        });
        const answer = await writeMemoryLog(set.memory, deciding).accept(intake, bounds);
        return { answer, effects: set.effects() };
      }),
    append: async (run, expectedSeq, entries, options = {}) => {
      const appended = await journaled.write(async (state) => {
        const [kept, permits] = await Promise.all([
          runOfName(bucket, state, run),
          takenPermits(bucket, state, options.permits ?? []),
        ]);
        const leases = [...resourcesOf(options.leases), ...resourcesOf(options.release)];
        const set = workingSet(state, { runs: kept ? [kept] : [], permits, leases, run });
        const answer = await writeMemoryLog(set.memory, deciding).append(run, expectedSeq, entries, options);
        return { answer, effects: set.effects() };
      });
      if (appended.ok && appended.checkpoint) onCheckpoint?.(appended.checkpoint);
      return appended;
    },
    read: (run) =>
      journaled.read(async (state) => {
        const hot = state.runs.get(run);
        const cold = hot ? undefined : await readColdRun(bucket, state, run);
        const kept = hot ?? cold?.run;
        if (!kept || isMoved(kept)) return undefined;
        const entries = cold ? cold.entries : (state.entries.get(run) ?? []);
        return {
          run,
          event: readEvent(run, kept.eventText),
          entries: entries.map((entry) => readEntry(entry.kept.bytes)),
        };
      }),
    takeLeases: (request) =>
      journaled.write(async (state) => {
        const set = workingSet(state, { runs: [], leases: request.resources });
        const answer = await memoryLeases(set.memory).takeLeases(request);
        return { answer, effects: set.effects() };
      }),
    releaseLeases: (leases) =>
      journaled.write(async (state) => {
        const set = workingSet(state, { runs: [], leases: resourcesOf(leases) });
        const answer = await memoryLeases(set.memory).releaseLeases(leases);
        return { answer, effects: set.effects() };
      }),
  };
}

function openRuns({ runs }: ObjectState) {
  return [...runs.values()].filter((run) => !run.finished);
}
