import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { NewEntry } from "../../domain/status.ts";
import type { Accepted, Appended, Intake, StatusLog } from "../../ports/status-log.ts";
import { columnText } from "../kept-entry.ts";
import { readEvent } from "../kept-run.ts";
import { lastVerdictOf } from "../last-verdict.ts";
import { type AppendPlan, planAppend, type RunEnd } from "../plan-append.ts";
import { readEntry } from "../read-entry.ts";
import { sealRun } from "../seal-run.ts";
import { startRun } from "../start-run.ts";
import type { Connection, Ending } from "./connection.ts";
import { type LogStatements, prepareLogStatements } from "./log-statements.ts";
import { queries } from "./queries.ts";
import { checkpointRow, entryRow, runRow } from "./rows.ts";

/** Options of the writing half. */
export interface WriteOptions {
  readonly logKey?: string;
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** The writing half of the embedded store. Every write is one IMMEDIATE transaction. */
export function writeSqliteLog(connection: Connection, options: WriteOptions): StatusLog {
  const statements = prepareLogStatements(connection);
  return {
    accept: async (intake) =>
      // A repeated delivery is answered without the write lock; the claim is looked for again under it.
      acceptedBefore(statements, intake.key) ?? connection.immediate(() => accept(statements, intake)),
    append: async (run, expectedSeq, entries, { permits = [] } = {}) => {
      const appended = connection.immediate(() =>
        append(statements, options.logKey, { run, expectedSeq, entries, permits }),
      );
      if (appended.ok && appended.checkpoint) options.onCheckpoint?.(appended.checkpoint);
      return appended;
    },
    read: async (run) => {
      const [kept] = connection.all(
        queries.selectFrom("runs").select("event_text").where("run", "=", run).compile(),
      );
      if (!kept) return undefined;
      const rows = connection.all(
        queries.selectFrom("entries").select("bytes").where("run", "=", run).orderBy("seq").compile(),
      );
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

function accept(statements: LogStatements, intake: Intake): Ending<Accepted> {
  const known = acceptedBefore(statements, intake.key);
  if (known) return { commit: false, value: known };
  const { run, first } = startRun(intake);
  statements.insertRun.run(runRow(run));
  statements.insertEntry.run(entryRow(first.kept));
  return { commit: true, value: { outcome: "new", run: run.run } };
}

interface AppendRequest {
  readonly run: string;
  readonly expectedSeq: number;
  readonly entries: readonly NewEntry[];
  readonly permits: readonly string[];
}

function append(
  statements: LogStatements,
  logKey: string | undefined,
  request: AppendRequest,
): Ending<Appended> {
  const plan = planAppend(runEnd(statements, request.run), request.expectedSeq, request.entries);
  if (!plan.ok) return { commit: false, value: plan };
  if (!reserve(statements, request)) return { commit: false, value: { ok: false, conflict: "permit" } };
  writeEntries(statements, plan);
  const entries = plan.chained.map((link) => link.entry);
  if (!plan.end.finished) return { commit: true, value: { ok: true, entries } };
  const checkpoint = sealRun(statements.lastCheckpoint.first({}), plan.end, logKey);
  statements.insertCheckpoint.run(checkpointRow(checkpoint));
  return { commit: true, value: { ok: true, entries, checkpoint } };
}

function runEnd(statements: LogStatements, run: string) {
  const row = statements.runEnd.first({ run });
  return (
    row && {
      run: row.run,
      event: row.event,
      lastSeq: row.last_seq,
      head: row.head,
      finished: row.finished === 1,
    }
  );
}

/** Reserves the permits, until one is taken; the transaction is then given up as a whole. */
function reserve(statements: LogStatements, { run, expectedSeq, permits }: AppendRequest): boolean {
  return permits.every((permit) => statements.insertPermit.run({ permit, run, seq: expectedSeq + 1 }) === 1);
}

function writeEntries(statements: LogStatements, plan: AppendPlan & { readonly ok: true }): void {
  for (const link of plan.chained) {
    statements.insertEntry.run(entryRow(link.kept));
    const verdict = lastVerdictOf(link);
    if (verdict) statements.putLastReason.run(verdict);
  }
  statements.moveRun.run(movedRun(plan.end));
}

function movedRun(end: RunEnd) {
  return {
    run: end.run,
    last_at_ms: end.lastAtMs,
    last_seq: end.lastSeq,
    head: end.head,
    finished: end.finished ? (1 as const) : (0 as const),
  };
}
