import type { Selectable } from "kysely";
import type { Checkpoint } from "../../domain/checkpoint.ts";
import { type LastVerdict, type Memory, readMemory } from "../../domain/memory.ts";
import type { KeptEntry } from "../kept-entry.ts";
import type { KeptRun } from "../kept-run.ts";
import type { SaidVerdict } from "../last-verdict.ts";
import type { CheckpointsTable, EntriesTable, LastReasonsTable, RunsTable } from "./tables.ts";

export type RunRow = Selectable<Omit<RunsTable, "id">>;
export type EntryRow = Selectable<Omit<EntriesTable, "id" | "log_ms">>;
export type CheckpointRow = Selectable<CheckpointsTable>;
export type LastReasonRow = Selectable<LastReasonsTable>;

/** A run as its row. */
export function runRow(run: KeptRun): RunRow {
  return {
    run: run.run,
    claim: run.claim,
    event: run.event,
    source: run.source,
    type: run.type,
    event_text: run.eventText,
    received_at_ms: run.receivedAtMs,
    last_at_ms: run.lastAtMs,
    last_seq: run.lastSeq,
    head: run.head,
    finished: run.finished ? 1 : 0,
    archived: run.archived ? 1 : 0,
  };
}

/** A row as the run it is. */
export function runOf(row: RunRow): KeptRun {
  return {
    run: row.run,
    claim: row.claim,
    event: row.event,
    source: row.source,
    type: row.type,
    eventText: row.event_text,
    receivedAtMs: row.received_at_ms,
    lastAtMs: row.last_at_ms,
    lastSeq: row.last_seq,
    head: row.head,
    finished: row.finished === 1,
    archived: row.archived === 1,
  };
}

/**
 * An entry as the row that follows the one with `latestMs`. The time of a place never falls: an entry that comes late
 * gets the time of the place where it stands.
 */
export function entryRow(kept: KeptEntry, latestMs: number): EntryRow & Pick<EntriesTable, "log_ms"> {
  return {
    log_ms: Math.max(kept.atMs, latestMs),
    run: kept.run,
    seq: kept.seq,
    at_ms: kept.atMs,
    phase: kept.phase,
    policy: kept.policy,
    resource: kept.resource,
    bytes: kept.bytes,
    hash: kept.hash,
  };
}

/** A row as the entry it is. */
export function entryOf(row: EntryRow): KeptEntry {
  return {
    run: row.run,
    seq: row.seq,
    atMs: row.at_ms,
    phase: row.phase,
    policy: row.policy,
    resource: row.resource,
    bytes: row.bytes,
    hash: row.hash,
  };
}

/** A verdict as its row. */
export function lastReasonRow({ policy, resource, reason, atMs, memory }: SaidVerdict): LastReasonRow {
  return { policy, resource, reason, at_ms: atMs, memory: memory && JSON.stringify(memory) };
}

/** A row as the verdict it is; what cannot be read of its memory is empty. */
export function lastVerdictIn(row: Pick<LastReasonRow, "reason" | "at_ms" | "memory">): LastVerdict {
  return { reason: row.reason, atMs: row.at_ms, memory: memoryIn(row.memory) };
}

function memoryIn(text: string | null): Memory {
  // Most machines leave nothing behind that is worth keeping, and a fleet has many rows.
  if (text === null || text === "{}") return {};
  try {
    return readMemory(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A checkpoint as its row. */
export function checkpointRow(checkpoint: Checkpoint): CheckpointRow {
  const { lastSeq, ...rest } = checkpoint;
  return { ...rest, last_seq: lastSeq };
}

/** A row as the checkpoint it is. */
export function checkpointOf(row: CheckpointRow): Checkpoint {
  return {
    n: row.n,
    run: row.run,
    lastSeq: row.last_seq,
    head: row.head,
    at: row.at,
    prev: row.prev,
    hash: row.hash,
    mac: row.mac,
  };
}
