import type { Bucket } from "../../ports/bucket.ts";
import { RECORD_TYPE } from "../archive-record.ts";
import type { KeptEntry } from "../kept-entry.ts";
import type { LogSource, PlacedCheckpoint, SealedRun } from "../log-source.ts";
import { readSegment } from "./cold-runs.ts";
import type { ColdRun, PlacedEntry, Segment } from "./kept-shapes.ts";
import type { ObjectState } from "./object-state.ts";

/** A log in a bucket for `verifyLog`: segment by segment, then the hot part. Holds one segment in memory. */
export function objectLogSource(bucket: Bucket, state: ObjectState, strange: readonly string[]): LogSource {
  const open = new Map<string, readonly PlacedEntry[]>();

  /** A segment that is gone gives nothing: its checkpoints are then missing, and that is what the check says. */
  async function* coldRuns(only: (segment: Segment) => boolean): AsyncGenerator<ColdRun> {
    for (const segment of state.segments.filter(only)) {
      const runs = (await readSegment(bucket, segment)) ?? [];
      open.clear();
      for (const { run, entries } of runs) open.set(run.run, entries);
      yield* runs;
    }
    open.clear();
  }

  async function* hotRuns(): AsyncGenerator<SealedRun> {
    const seals = new Map(state.checkpoints.map((checkpoint) => [checkpoint.run, checkpoint]));
    for (const run of state.runs.values()) yield { run, checkpoint: seals.get(run.run) };
  }

  return {
    checkpoints: async function* () {
      for await (const { checkpoint, run } of coldRuns(() => true)) {
        yield { checkpoint, place: run.archived ? "archived" : "here" };
      }
      for (const checkpoint of [...state.checkpoints].sort((a, b) => a.n - b.n)) {
        yield { checkpoint, place: placeOf(state, checkpoint.run) };
      }
    },
    runs: async function* () {
      for await (const { run, checkpoint } of coldRuns(() => true)) yield { run, checkpoint };
      yield* hotRuns();
    },
    records: async function* () {
      for await (const cold of coldRuns(({ records }) => records > 0)) {
        if (cold.run.type === RECORD_TYPE) yield { run: cold.run, checkpoint: cold.checkpoint };
      }
      for await (const sealed of hotRuns()) if (sealed.run.type === RECORD_TYPE) yield sealed;
    },
    entries: async function* (run) {
      const placed = open.get(run) ?? state.entries.get(run) ?? [];
      yield* placed.map(({ kept }): KeptEntry => kept).sort((a, b) => a.seq - b.seq);
    },
    strays: async function* () {
      for (const run of state.entries.keys()) {
        if (!state.runs.has(run)) yield `run ${run}: has entries, but no event`;
      }
      for (const key of new Set([...state.strays, ...strange])) {
        yield `${key}: written by a process that was not the writer of the log; what it was told to be written is not in the log`;
      }
    },
  };
}

function placeOf(state: ObjectState, run: string): PlacedCheckpoint["place"] {
  const kept = state.runs.get(run);
  if (!kept) return "gone";
  return kept.archived ? "archived" : "here";
}
