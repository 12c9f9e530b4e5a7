import type { NewEntry } from "../../domain/status.ts";
import type { Archived, ArchivedRun, ArchiveRecord, LogArchive } from "../../ports/log-archive.ts";
import type { Intake } from "../../ports/status-log.ts";
import { archiveConflict, checkArchive, recordOf } from "../archive-record.ts";
import { startRun } from "../start-run.ts";
import { storeFailed } from "../store-failed.ts";
import { prepareMoving, prepareReading, type Range } from "./archive-statements.ts";
import type { Connection, Ending } from "./connection.ts";
import { checkpointOf } from "./rows.ts";
import { beginSnapshot, paged } from "./sqlite-log-source.ts";
import {
  type Appender,
  acceptEvent,
  appendEntries,
  prepareAppender,
  type WriteOptions,
} from "./write-sqlite-log.ts";

/**
 * Moving closed runs out of the embedded store. The pages that become free stay in the file and are used again: the
 * file does not shrink, it stops growing.
 *
 * @param reopen opens a second connection to the same file, for a walk that lasts long
 */
export function sqliteArchive(
  connection: Connection,
  options: WriteOptions & { readonly reopen: () => Promise<Connection> },
): LogArchive {
  const appender = prepareAppender(connection, options.logKey);
  const moving = prepareMoving(connection);
  return {
    archivable: async function* (untilMs) {
      const reading = await options.reopen();
      try {
        beginSnapshot(reading);
        yield* archivableRuns(reading, untilMs);
      } finally {
        reading.close();
      }
    },
    archive: async (intake, record, finished) => {
      checkArchive(intake, record, finished);
      const archived = connection.immediate(() =>
        archive({ appender, moving }, { intake, record, finished }),
      );
      options.onCheckpoint?.(archived.checkpoint);
      return archived;
    },
  };
}

async function* archivableRuns(connection: Connection, untilMs: number): AsyncGenerator<ArchivedRun> {
  const statements = prepareReading(connection);
  const last = statements.lastRecord.first({});
  const record = last && recordOf(last.event_text);
  if (last && !record)
    throw storeFailed("the newest record of an archive cannot be read; check the log with verify");
  for await (const row of paged(statements.checkpoints, {}, (page) => page.n, record?.to)) {
    const run = statements.eventOfRun.first({ run: row.run });
    if (!run || Date.parse(row.at) >= untilMs) return;
    const entries = statements.entriesOfRun.all({ run: row.run }).map(({ bytes }) => bytes);
    yield { checkpoint: checkpointOf(row), event: run.event_text, entries };
  }
}

interface Mover {
  readonly appender: Appender;
  readonly moving: ReturnType<typeof prepareMoving>;
}

interface ArchiveRequest {
  readonly intake: Intake;
  readonly record: ArchiveRecord;
  readonly finished: NewEntry;
}

/** The record is written before anything is removed: the log's last place, which cursors rest on, is then its own. */
function archive(
  { appender, moving }: Mover,
  { intake, record, finished }: ArchiveRequest,
): Ending<Archived> {
  const { from, to } = record;
  if (!isOldest(moving, record)) throw archiveConflict(record);
  const accepted = acceptEvent(appender.statements, intake);
  if (accepted.value.outcome !== "new") throw archiveConflict(record);
  const { value } = appendEntries(appender, { run: intake.run, expectedSeq: 1, entries: [finished] });
  if (!value.ok || !value.checkpoint) throw archiveConflict(record);
  const removed = moving.removeEntries.run({ from, to });
  moving.markRuns.run({ from, to });
  moving.forgetDecisions.run({ from, to });
  const entries = [startRun(intake).first.entry, ...value.entries];
  return { commit: true, value: { entries, checkpoint: value.checkpoint, removed } };
}

/** Whether all of a range is still here, and nothing before it. */
function isOldest(moving: Mover["moving"], { from, to }: Range): boolean {
  const here = (range: Range) => moving.runsHere.first(range)?.runs ?? 0;
  return here({ from, to }) === to - from + 1 && here({ from: from - 1, to: from - 1 }) === 0;
}
