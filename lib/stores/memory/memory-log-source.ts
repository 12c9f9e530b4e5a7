import type { LogSource } from "../log-source.ts";
import type { MemoryState } from "./memory-state.ts";

/** A memory store's log for `verifyLog`. */
export function memoryLogSource(state: MemoryState): LogSource {
  return {
    checkpoints: async function* () {
      for (const checkpoint of state.checkpoints) {
        yield { checkpoint, runIsKept: state.runs.has(checkpoint.run) };
      }
    },
    runs: async function* () {
      const seals = new Map(state.checkpoints.map((checkpoint) => [checkpoint.run, checkpoint]));
      for (const run of state.runs.values()) yield { run, checkpoint: seals.get(run.run) };
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
