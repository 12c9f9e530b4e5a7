import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { NewEntry } from "../../domain/status.ts";
import type {
  Accepted,
  Appended,
  AppendOptions,
  InboxFull,
  Intake,
  StatusLog,
} from "../../ports/status-log.ts";
import { isMoved, refuseRecord } from "../archive-record.ts";
import { checkOpenMax } from "../check-open-max.ts";
import { columnText } from "../kept-entry.ts";
import { readEvent } from "../kept-run.ts";
import { lastVerdictOf } from "../last-verdict.ts";
import { type AppendPlan, planAppend, type RunEnd } from "../plan-append.ts";
import { readEntry } from "../read-entry.ts";
import { sealRun } from "../seal-run.ts";
import { startRun } from "../start-run.ts";
import type { Connection, Ending } from "./connection.ts";
import { type LogStatements, prepareLogStatements, type RunEndRow } from "./log-statements.ts";
import { checkpointRow, entryRow, lastReasonRow, runRow } from "./rows.ts";
import { prepareWrittenLeases, type WrittenLeases } from "./sqlite-leases.ts";

/** Options of the writing half. */
export interface WriteOptions {
  readonly logKey?: string;
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** The writing half of the embedded store. Every write is one IMMEDIATE transaction. */
export function writeSqliteLog(connection: Connection, options: WriteOptions): StatusLog {
  const appender = prepareAppender(connection, options.logKey);
  const { statements } = appender;
  return {
    accept: async (intake, { openMax } = {}) => {
      checkOpenMax(openMax);
      refuseRecord(intake);
      // A repeated delivery is answered without the write lock; the claim is looked for again under it.
      const known = acceptedBefore(statements, intake.key);
      return known ?? connection.immediate(() => acceptEvent(statements, intake, openMax));
    },
    append: async (run, expectedSeq, entries, given = {}) => {
      const request = { ...given, run, expectedSeq, entries };
      const appended = connection.immediate(() => appendEntries(appender, request));
      if (appended.ok && appended.checkpoint) options.onCheckpoint?.(appended.checkpoint);
      return appended;
    },
    read: async (run) => {
      const kept = statements.eventOfRun.first({ run });
      if (!kept || isMoved({ archived: kept.archived === 1, type: kept.type })) return undefined;
      const rows = statements.entriesOfRun.all({ run });
      return {
        run,
        event: readEvent(run, kept.event_text),
        entries: rows.map((row) => readEntry(row.bytes)),
      };
    },
  };
}

function acceptedBefore(statements: LogStatements, key: string): Accepted | undefined {
  const known = statements.runByClaim.first({ claim: columnText(key) });
  return known && { outcome: known.finished === 1 ? "finished" : "unfinished", run: known.run };
}

/** Claim, event and first entry; call it within a transaction. */
export function acceptEvent(
  statements: LogStatements,
  intake: Intake,
  openMax?: number,
): Ending<Accepted | InboxFull> {
  const known = acceptedBefore(statements, intake.key);
  if (known) return { commit: false, value: known };
  if (openMax !== undefined && statements.openRunBehind.first({ before: openMax - 1 })) {
    return { commit: false, value: { outcome: "full" } };
  }
  const { run, first } = startRun(intake);
  statements.insertRun.run(runRow(run));
  statements.insertEntry.run(entryRow(first.kept, statements.latest.first({})?.log_ms ?? 0));
  return { commit: true, value: { outcome: "new", run: run.run } };
}

interface AppendRequest extends AppendOptions {
  readonly run: string;
  readonly expectedSeq: number;
  readonly entries: readonly NewEntry[];
}

/** What an append works with. */
export interface Appender {
  readonly statements: LogStatements;
  readonly written: WrittenLeases;
  readonly logKey: string | undefined;
}

/** Prepares {@link appendEntries}. */
export function prepareAppender(connection: Connection, logKey: string | undefined): Appender {
  return {
    statements: prepareLogStatements(connection),
    written: prepareWrittenLeases(connection),
    logKey,
  };
}

/** Appends, and seals the run when it ends with that; call it within a transaction. */
export function appendEntries(
  { statements, written, logKey }: Appender,
  request: AppendRequest,
): Ending<Appended> {
  const row = statements.runEnd.first({ run: request.run });
  const plan = planAppend(row && runEndOf(row), request.expectedSeq, request.entries);
  if (!plan.ok) return { commit: false, value: plan };
  if (!written.stand(request.leases ?? [])) return { commit: false, value: { ok: false, conflict: "fence" } };
  if (!reserve(statements, request)) return { commit: false, value: { ok: false, conflict: "permit" } };
  writeEntries(statements, plan, row?.latest_ms ?? 0);
  written.giveBack(request.release ?? []);
  const entries = plan.chained.map((link) => link.entry);
  if (!plan.end.finished) return { commit: true, value: { ok: true, entries } };
  const checkpoint = sealRun(statements.lastCheckpoint.first({}), plan.end, logKey);
  statements.endRun.run({ run: plan.end.run });
  statements.insertCheckpoint.run(checkpointRow(checkpoint));
  return { commit: true, value: { ok: true, entries, checkpoint } };
}

function runEndOf(row: RunEndRow) {
  return {
    run: row.run,
    event: row.event,
    lastSeq: row.last_seq,
    head: row.head,
    finished: row.finished === 1,
  };
}

/** Reserves the permits, until one is taken; the transaction is then given up as a whole. */
function reserve(statements: LogStatements, { run, expectedSeq, permits = [] }: AppendRequest): boolean {
  return permits.every((permit) => statements.insertPermit.run({ permit, run, seq: expectedSeq + 1 }) === 1);
}

function writeEntries(
  statements: LogStatements,
  plan: AppendPlan & { readonly ok: true },
  latestMs: number,
): void {
  let latest = latestMs;
  for (const link of plan.chained) {
    const row = entryRow(link.kept, latest);
    latest = row.log_ms;
    statements.insertEntry.run(row);
    const verdict = lastVerdictOf(link);
    if (verdict) statements.putLastReason.run(lastReasonRow(verdict));
  }
  statements.moveRun.run(movedRun(plan.end));
}

function movedRun(end: RunEnd) {
  return {
    run: end.run,
    last_at_ms: end.lastAtMs,
    last_seq: end.lastSeq,
    head: end.head,
  };
}
