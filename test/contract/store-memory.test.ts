import type { Checkpoint } from "../../lib/domain/checkpoint.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import { emptyMemoryState, type MemoryState } from "../../lib/stores/memory/memory-state.ts";
import { describeStore } from "./store-contract.ts";
import type { Tamper } from "./store-opening.ts";

function tamperWith(state: MemoryState): Tamper {
  const positionOf = (n: number) => state.checkpoints.findIndex((checkpoint) => checkpoint.n === n);
  return {
    editEntry: async (run, seq, changes) => {
      const links = state.entries.get(run) ?? [];
      const position = links.findIndex(({ kept }) => kept.seq === seq);
      const [link] = links.splice(position, 1);
      if (!link) throw new Error(`no entry ${seq} in ${run}`);
      const changed = { ...link, kept: { ...link.kept, ...changes } };
      const target = state.entries.get(changed.kept.run) ?? [];
      target.push(changed);
      target.sort((a, b) => a.kept.seq - b.kept.seq);
      state.entries.set(changed.kept.run, target);
    },
    removeEntry: async (run, seq) => {
      const links = state.entries.get(run) ?? [];
      links.splice(
        links.findIndex(({ kept }) => kept.seq === seq),
        1,
      );
    },
    editRun: async (run, changes) => {
      const kept = state.runs.get(run);
      if (kept) state.runs.set(run, { ...kept, ...changes });
    },
    removeRun: async (run) => {
      state.runs.delete(run);
      state.entries.delete(run);
    },
    removeRunRow: async (run) => {
      state.runs.delete(run);
    },
    editCheckpoint: async (n, changes) => {
      const position = positionOf(n);
      state.checkpoints[position] = { ...(state.checkpoints[position] as Checkpoint), ...changes };
      state.checkpoints.sort((a, b) => a.n - b.n);
    },
    removeCheckpoint: async (n) => {
      state.checkpoints.splice(positionOf(n), 1);
    },
  };
}

describeStore("memory store", async (options) => {
  const state = emptyMemoryState();
  const store = createMemoryStore({ ...options, state });
  return { store, tamper: tamperWith(state), dispose: () => store.close() };
});
