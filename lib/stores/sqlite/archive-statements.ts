import { sql } from "kysely";
import { RECORD_TYPE } from "../archive-record.ts";
import type { Connection } from "./connection.ts";
import { bind, queries } from "./queries.ts";
import type { CheckpointRow, EntryRow, RunRow } from "./rows.ts";
import type { Page } from "./sqlite-log-source.ts";

/** Numbers of the first and the last checkpoint of an archive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The statements that read what can be archived. */
export function prepareReading({ prepare }: Connection) {
  return {
    lastRecord: prepare<object, Pick<RunRow, "event_text">>(LAST_RECORD),
    checkpoints: prepare<Page, CheckpointRow>(CHECKPOINTS),
    eventOfRun: prepare<{ run: string }, Pick<RunRow, "event_text">>(EVENT_OF_RUN),
    entriesOfRun: prepare<{ run: string }, Pick<EntryRow, "bytes">>(ENTRIES_OF_RUN),
  };
}

/** The statements that move runs out. */
export function prepareMoving({ prepare }: Connection) {
  return {
    runsHere: prepare<Range, { readonly runs: number }>(RUNS_HERE),
    removeEntries: prepare<Range, never>(REMOVE_ENTRIES),
    markRuns: prepare<Range, never>(MARK_RUNS),
    forgetDecisions: prepare<Range, never>(FORGET_DECISIONS),
  };
}

const LAST_RECORD = queries
  .selectFrom("runs")
  .select("event_text")
  .where("type", "=", sql.lit(RECORD_TYPE))
  .orderBy("id", "desc")
  .limit(sql.lit(1))
  .compile();

const CHECKPOINTS = queries
  .selectFrom("checkpoints")
  .selectAll()
  .where("n", ">", bind<number>("after"))
  .orderBy("n")
  .limit(bind<number>("limit"))
  .compile();

const EVENT_OF_RUN = queries
  .selectFrom("runs")
  .select("event_text")
  .where("run", "=", bind<string>("run"))
  .compile();

const ENTRIES_OF_RUN = queries
  .selectFrom("entries")
  .select("bytes")
  .where("run", "=", bind<string>("run"))
  .orderBy("seq")
  .compile();

const RUNS_OF_RANGE = queries
  .selectFrom("checkpoints")
  .select("run")
  .where("n", ">=", bind<number>("from"))
  .where("n", "<=", bind<number>("to"));

const RUNS_HERE = queries
  .selectFrom("runs")
  .select(sql<number>`count(*)`.as("runs"))
  .where("run", "in", RUNS_OF_RANGE)
  .where("archived", "=", sql.lit(0))
  .compile();

const REMOVE_ENTRIES = queries
  .deleteFrom("entries")
  .where(
    "run",
    "in",
    queries
      .selectFrom("runs")
      .select("run")
      .where("run", "in", RUNS_OF_RANGE)
      .where("type", "<>", sql.lit(RECORD_TYPE)),
  )
  .compile();

const MARK_RUNS = queries
  .updateTable("runs")
  .set({
    archived: sql.lit(1),
    event_text: sql<string>`CASE type WHEN ${sql.lit(RECORD_TYPE)} THEN event_text ELSE '' END`,
  })
  .where("run", "in", RUNS_OF_RANGE)
  .compile();

/** Leases on the decision of a run are named after it; nobody decides an archived one again. */
const FORGET_DECISIONS = queries
  .deleteFrom("leases")
  .where(
    "resource",
    "in",
    queries
      .selectFrom("checkpoints")
      .select(sql<string>`'run/' || run`.as("resource"))
      .where("n", ">=", bind<number>("from"))
      .where("n", "<=", bind<number>("to")),
  )
  .compile();
