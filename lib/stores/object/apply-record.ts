import { isMoved } from "../archive-record.ts";
import { keepVerdict, lastVerdictOf } from "../last-verdict.ts";
import { parseEntry } from "../verify-run.ts";
import type { Effects, JournalRecord } from "./journal-record.ts";
import type { PlacedEntry, Segment } from "./kept-shapes.ts";
import { addEntry, type ObjectState } from "./object-state.ts";

/**
 * Plays a record on the state that it follows. The live writer does the same with what it has just written, so that a
 * process which was there and one that reads it later cannot come to different states. Decides nothing.
 */
export function applyRecord(state: ObjectState, record: JournalRecord): void {
  state.n = record.n;
  applyRun(state, record);
  for (const entry of record.entries) applyEntry(state, entry);
  if (record.checkpoint) {
    state.checkpoints.push(record.checkpoint);
    state.lastCheckpoint = record.checkpoint;
  }
  for (const { resource, ...lease } of record.leases) state.leases.set(resource, lease);
  if (record.archived) applyArchive(state, record.archived);
  if (record.cold) applyCold(state, record.cold);
  for (const { key, permits } of record.strays) {
    state.strays = [...state.strays, key];
    // Whoever wrote it may have sent the call: what it reserved stays reserved.
    for (const permit of permits) state.permits.set(permit, "");
  }
}

function applyRun(state: ObjectState, { run, permits }: Effects): void {
  if (!run) return;
  const eventText = run.eventText ?? state.runs.get(run.run)?.eventText ?? "";
  state.runs.set(run.run, { ...run, eventText });
  state.claims.set(run.claim, run.run);
  for (const permit of permits) state.permits.set(permit, run.run);
}

function applyEntry(state: ObjectState, placed: PlacedEntry): void {
  addEntry(state, placed);
  const entry = parseEntry(placed.kept.bytes);
  // What cannot be read has no verdict; the check of its run says what is wrong with it.
  const verdict = entry && lastVerdictOf({ entry, kept: placed.kept });
  if (verdict) keepVerdict(state.lastVerdicts, verdict);
}

/** The hot runs of these checkpoints lose what the archive has; those in segments were written anew. */
function applyArchive(
  state: ObjectState,
  {
    from,
    to,
    segments,
  }: { readonly from: number; readonly to: number; readonly segments: readonly Segment[] },
): void {
  const moved = new Set<string>();
  for (const { n, run: name } of state.checkpoints) {
    const run = state.runs.get(name);
    if (n < from || n > to || !run) continue;
    const archived = { ...run, archived: true };
    state.leases.delete(`run/${name}`);
    state.runs.set(name, isMoved(archived) ? { ...archived, eventText: "" } : archived);
    if (isMoved(archived)) moved.add(name);
  }
  dropEntries(state, moved);
  const anew = new Map(segments.map((segment) => [segment.from, segment]));
  state.segments = state.segments.map((segment) => anew.get(segment.from) ?? segment);
}

function applyCold(state: ObjectState, segment: Segment): void {
  const gone = new Set<string>();
  for (const { n, run } of state.checkpoints) if (n <= segment.to) gone.add(run);
  for (const name of gone) {
    const run = state.runs.get(name);
    if (run) state.claims.delete(run.claim);
    state.runs.delete(name);
    // Nobody decides a closed run again.
    state.leases.delete(`run/${name}`);
  }
  for (const [permit, run] of state.permits) if (gone.has(run)) state.permits.delete(permit);
  dropEntries(state, gone);
  state.checkpoints = state.checkpoints.filter(({ n }) => n > segment.to);
  state.coldTo = segment.to;
  state.segments = [...state.segments, segment];
}

function dropEntries(state: ObjectState, runs: ReadonlySet<string>): void {
  if (runs.size === 0) return;
  state.log = state.log.filter(({ kept }) => !runs.has(kept.run));
  for (const run of runs) state.entries.delete(run);
}
