import { sql } from "kysely";
import type { LogReader, OpenRun } from "../../ports/log-reader.ts";
import { checkLimit, readCursor } from "../check-page.ts";
import { columnText } from "../kept-entry.ts";
import { openRunOf } from "../kept-run.ts";
import { readEntry } from "../read-entry.ts";
import { newestFirst, recentActionOf } from "../recent-action.ts";
import { verifyLog } from "../verify-log.ts";
import type { Connection } from "./connection.ts";
import { findEntries } from "./find-entries.ts";
import { queries } from "./queries.ts";
import { lastVerdictIn } from "./rows.ts";
import { withSnapshot } from "./sqlite-log-source.ts";

/**
 * The asking half of the embedded store; a cursor is the row id, which is the order of the log.
 *
 * @param reopen opens a second connection to the same file, for a check that lasts long
 */
export function readSqliteLog(connection: Connection, reopen: () => Promise<Connection>): LogReader {
  return {
    find: async (filter, { limit, after, newest = false }) => {
      const wanted = { limit: checkLimit(limit), after: readCursor(after), newest };
      const rows = findEntries(connection, filter, wanted);
      const last = rows.at(-1);
      return {
        entries: rows.map((row) => readEntry(row.bytes)),
        cursor: last ? String(last.id) : (after ?? null),
      };
    },
    openRuns: async ({ limit }) => openRuns(connection, checkLimit(limit)),
    recentActions: async (sinceMs) => {
      const everything = { limit: Number.MAX_SAFE_INTEGER, after: 0, newest: false };
      const rows = findEntries(connection, { phases: ["submitting"], sinceMs }, everything);
      return newestFirst(rows.flatMap((row) => recentActionOf(readEntry(row.bytes)) ?? []));
    },
    lastVerdicts: async (policy) => {
      const rows = connection.all(
        queries
          .selectFrom("last_reasons")
          .select(["resource", "reason", "at_ms", "memory"])
          .where("policy", "=", columnText(policy))
          .compile(),
      );
      return new Map(rows.map((row) => [row.resource, lastVerdictIn(row)]));
    },
    verify: async (proofs) => withSnapshot(await reopen(), (source) => verifyLog(source, proofs)),
  };
}

function openRuns(connection: Connection, limit: number): readonly OpenRun[] {
  const rows = connection.all(
    queries
      .selectFrom("runs")
      .select(["run", "event", "source", "type", "received_at_ms", "last_at_ms"])
      .where("finished", "=", sql.lit(0))
      .orderBy("received_at_ms")
      .orderBy("id")
      .limit(limit)
      .compile(),
  );
  return rows.map((row) => openRunOf({ ...row, receivedAtMs: row.received_at_ms, lastAtMs: row.last_at_ms }));
}
