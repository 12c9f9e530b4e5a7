import { RECORD_TYPE } from "../archive-record.ts";
import type { LogSource, PlacedCheckpoint } from "../log-source.ts";
import type { MemoryState } from "./memory-state.ts";

/** A memory store's log for `verifyLog`. */
export function memoryLogSource(state: MemoryState): LogSource {
  const seals = new Map(state.checkpoints.map((checkpoint) => [checkpoint.run, checkpoint]));
  const sealed = () => [...state.runs.values()].map((run) => ({ run, checkpoint: seals.get(run.run) }));
  return {
    checkpoints: async function* () {
      for (const checkpoint of state.checkpoints) {
        yield { checkpoint, place: placeOf(state, checkpoint.run) };
      }
    },
    runs: async function* () {
      yield* sealed();
    },
    records: async function* () {
      yield* sealed().filter(({ run }) => run.type === RECORD_TYPE);
    },
    entries: async function* (run) {
      for (const { kept } of state.entries.get(run) ?? []) yield kept;
    },
    strays: async function* () {
      for (const run of state.entries.keys()) {
        if (!state.runs.has(run)) yield `run ${run}: has entries, but no event`;
      }
    },
  };
}

function placeOf(state: MemoryState, run: string): PlacedCheckpoint["place"] {
  const kept = state.runs.get(run);
  if (!kept) return "gone";
  return kept.archived ? "archived" : "here";
}
