import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { StatusLog } from "../../ports/status-log.ts";
import type { ChainedEntry } from "../chain-entry.ts";
import { columnText } from "../kept-entry.ts";
import { type KeptRun, readEvent } from "../kept-run.ts";
import { lastVerdictOf } from "../last-verdict.ts";
import { planAppend, type RunEnd } from "../plan-append.ts";
import { sealRun } from "../seal-run.ts";
import { startRun } from "../start-run.ts";
import { storeFailed } from "../store-failed.ts";
import type { MemoryState } from "./memory-state.ts";

/** The writing half of a memory store. Nothing in it waits, so every call is atomic. */
export function writeMemoryLog(
  state: MemoryState,
  options: { readonly logKey?: string; readonly onCheckpoint?: (checkpoint: Checkpoint) => void },
): StatusLog {
  return {
    accept: async (intake) => {
      const known = acceptedBefore(state, intake.key);
      if (known) return { outcome: known.finished ? "finished" : "unfinished", run: known.run };
      const { run, first } = startRun(intake);
      if (state.runs.has(run.run)) throw storeFailed(`run ${run.run} exists already, for another event`);
      state.runs.set(run.run, run);
      state.claims.set(run.claim, run.run);
      state.entries.set(run.run, []);
      keep(state, first);
      return { outcome: "new", run: run.run };
    },
    append: async (run, expectedSeq, entries, { permits = [] } = {}) => {
      const kept = state.runs.get(run);
      const plan = planAppend(kept, expectedSeq, entries);
      if (!plan.ok) return plan;
      if (!reserve(state.permits, permits)) return { ok: false, conflict: "permit" };
      for (const link of plan.chained) keep(state, link);
      if (kept) state.runs.set(run, ended(kept, plan.end));
      const written = plan.chained.map((link) => link.entry);
      if (!plan.end.finished) return { ok: true, entries: written };
      const checkpoint = sealRun(state.checkpoints.at(-1), plan.end, options.logKey);
      state.checkpoints.push(checkpoint);
      options.onCheckpoint?.(checkpoint);
      return { ok: true, entries: written, checkpoint };
    },
    read: async (run) => {
      const kept = state.runs.get(run);
      if (!kept) return undefined;
      const entries = state.entries.get(run) ?? [];
      return { run, event: readEvent(run, kept.eventText), entries: entries.map((link) => link.entry) };
    },
  };
}

function acceptedBefore(state: MemoryState, key: string): KeptRun | undefined {
  const run = state.claims.get(columnText(key));
  return run === undefined ? undefined : state.runs.get(run);
}

/** Reserves all or none. */
function reserve(taken: Set<string>, permits: readonly string[]): boolean {
  const wanted = new Set(permits);
  if (wanted.size < permits.length || permits.some((permit) => taken.has(permit))) return false;
  for (const permit of wanted) taken.add(permit);
  return true;
}

function keep(state: MemoryState, link: ChainedEntry): void {
  state.log.push(link);
  state.entries.get(link.kept.run)?.push(link);
  const verdict = lastVerdictOf(link);
  if (!verdict) return;
  const byResource = state.lastReasons.get(verdict.policy) ?? new Map();
  state.lastReasons.set(verdict.policy, byResource.set(verdict.resource, verdict.reason));
}

function ended(run: KeptRun, end: RunEnd): KeptRun {
  return { ...run, lastSeq: end.lastSeq, head: end.head, lastAtMs: end.lastAtMs, finished: end.finished };
}
