import type { Checkpoint } from "../../domain/checkpoint.ts";
import { NOTICES_EVENT } from "../../domain/notice.ts";
import type { StatusEntry } from "../../domain/status.ts";
import type { Accepted, InboxFull, Intake, IntakeOptions, StatusLog } from "../../ports/status-log.ts";
import { isMoved, refuseRecord } from "../archive-record.ts";
import type { ChainedEntry } from "../chain-entry.ts";
import { checkOpenMax } from "../check-open-max.ts";
import { leaseStands } from "../give-lease.ts";
import { columnText } from "../kept-entry.ts";
import { type KeptRun, readEvent } from "../kept-run.ts";
import { keepVerdict, lastVerdictOf } from "../last-verdict.ts";
import { type AppendPlan, planAppend, type RunEnd } from "../plan-append.ts";
import { sealRun } from "../seal-run.ts";
import { startRun } from "../start-run.ts";
import { storeFailed } from "../store-failed.ts";
import { giveBackInMemory } from "./memory-leases.ts";
import type { MemoryState } from "./memory-state.ts";

/** Options of the writing half. */
export interface MemoryWriteOptions {
  readonly logKey?: string;
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** The writing half of a memory store. Nothing in it waits, so every call is atomic. */
export function writeMemoryLog(state: MemoryState, options: MemoryWriteOptions): StatusLog {
  return {
    accept: async (intake, bounds = {}) => {
      checkOpenMax(bounds.openMax);
      refuseRecord(intake);
      return acceptInMemory(state, intake, bounds);
    },
    append: async (run, expectedSeq, entries, { permits = [], leases = [], release = [] } = {}) => {
      const plan = planAppend(state.runs.get(run), expectedSeq, entries);
      if (!plan.ok) return plan;
      if (!leases.every((lease) => leaseStands(state.leases.get(columnText(lease.resource)), lease))) {
        return { ok: false, conflict: "fence" };
      }
      if (!reserve(state.permits, permits)) return { ok: false, conflict: "permit" };
      giveBackInMemory(state, release);
      return { ok: true, ...writeInMemory(state, plan, options) };
    },
    read: async (run) => {
      const kept = state.runs.get(run);
      if (!kept || isMoved(kept)) return undefined;
      const entries = state.entries.get(run) ?? [];
      return { run, event: readEvent(run, kept.eventText), entries: entries.map((link) => link.entry) };
    },
  };
}

/** Claim, event and first entry. */
export function acceptInMemory(
  state: MemoryState,
  intake: Intake,
  { openMax }: IntakeOptions = {},
): Accepted | InboxFull {
  const known = acceptedBefore(state, intake.key);
  if (known) return { outcome: known.finished ? "finished" : "unfinished", run: known.run };
  if (openMax !== undefined && isFull(state, openMax)) return { outcome: "full" };
  const { run, first } = startRun(intake);
  if (state.runs.has(run.run)) throw storeFailed(`run ${run.run} exists already, for another event`);
  state.runs.set(run.run, run);
  state.claims.set(run.claim, run.run);
  state.entries.set(run.run, []);
  keep(state, first);
  return { outcome: "new", run: run.run };
}

/** Writes what was planned, and seals the run when it ends with that. */
export function writeInMemory(
  state: MemoryState,
  { chained, end }: AppendPlan & { readonly ok: true },
  options: MemoryWriteOptions,
): { readonly entries: readonly StatusEntry[]; readonly checkpoint?: Checkpoint } {
  for (const link of chained) keep(state, link);
  const kept = state.runs.get(end.run);
  if (kept) state.runs.set(end.run, ended(kept, end));
  const entries = chained.map((link) => link.entry);
  if (!end.finished) return { entries };
  const checkpoint = sealRun(state.checkpoints.at(-1), end, options.logKey);
  state.checkpoints.push(checkpoint);
  options.onCheckpoint?.(checkpoint);
  return { entries, checkpoint };
}

function acceptedBefore(state: MemoryState, key: string): KeptRun | undefined {
  const run = state.claims.get(columnText(key));
  return run === undefined ? undefined : state.runs.get(run);
}

function isFull(state: MemoryState, openMax: number): boolean {
  let open = 0;
  for (const run of state.runs.values()) {
    // What tells people waits for them, not the other way round.
    if (!run.finished && run.type !== NOTICES_EVENT) open += 1;
    if (open === openMax) return true;
  }
  return false;
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
  if (verdict) keepVerdict(state.lastVerdicts, verdict);
}

function ended(run: KeptRun, end: RunEnd): KeptRun {
  return { ...run, lastSeq: end.lastSeq, head: end.head, lastAtMs: end.lastAtMs, finished: end.finished };
}
