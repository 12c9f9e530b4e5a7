import { sql } from "kysely";
import { NOTICES_EVENT } from "../../domain/notice.ts";
import type { Connection } from "./connection.ts";
import { bind, queries } from "./queries.ts";
import type { CheckpointRow, EntryRow, LastReasonRow, RunRow } from "./rows.ts";
import type { EntriesTable, Tables } from "./tables.ts";

/** Where a run and the log as a whole stand, as `append` reads it under the lock. */
export type RunEndRow = Pick<RunRow, "run" | "event" | "last_seq" | "head" | "finished"> & {
  readonly latest_ms: number | null;
};
type PlaceInTime = Pick<EntriesTable, "log_ms">;
type RunMove = Pick<RunRow, "run" | "last_at_ms" | "last_seq" | "head">;

/** The statements that write the log and read a run, built and prepared once a connection. */
export type LogStatements = ReturnType<typeof prepareLogStatements>;

export function prepareLogStatements({ prepare }: Connection) {
  return {
    runByClaim: prepare<{ claim: string }, Pick<RunRow, "run" | "finished">>(RUN_BY_CLAIM),
    openRunBehind: prepare<{ before: number }, Pick<RunRow, "finished">>(OPEN_RUN_BEHIND),
    eventOfRun: prepare<{ run: string }, Pick<RunRow, "event_text" | "archived" | "type">>(EVENT_OF_RUN),
    entriesOfRun: prepare<{ run: string }, Pick<EntryRow, "bytes">>(ENTRIES_OF_RUN),
    runEnd: prepare<{ run: string }, RunEndRow>(RUN_END),
    insertRun: prepare<RunRow, never>(insertRun()),
    moveRun: prepare<RunMove, never>(moveRun()),
    latest: prepare<object, PlaceInTime>(LATEST),
    endRun: prepare<{ run: string }, never>(END_RUN),
    insertEntry: prepare<EntryRow & PlaceInTime, never>(insertEntry()),
    insertPermit: prepare<Tables["permits"], never>(insertPermit()),
    lastCheckpoint: prepare<object, Pick<CheckpointRow, "n" | "hash">>(LAST_CHECKPOINT),
    insertCheckpoint: prepare<CheckpointRow, never>(insertCheckpoint()),
    putLastReason: prepare<LastReasonRow, never>(putLastReason()),
  };
}

const RUN_BY_CLAIM = queries
  .selectFrom("runs")
  .select(["run", "finished"])
  .where("claim", "=", bind<string>("claim"))
  .compile();

/** Answers a row when there are more open runs than `before`: a walk over so many places of the index of open runs. */
const OPEN_RUN_BEHIND = queries
  .selectFrom("runs")
  .select("finished")
  .where("finished", "=", sql.lit(0))
  .where(sql<boolean>`+type <> ${sql.lit(NOTICES_EVENT)}`)
  .orderBy("received_at_ms")
  .limit(sql.lit(1))
  .offset(bind<number>("before"))
  .compile();

const EVENT_OF_RUN = queries
  .selectFrom("runs")
  .select(["event_text", "archived", "type"])
  .where("run", "=", bind<string>("run"))
  .compile();

const ENTRIES_OF_RUN = queries
  .selectFrom("entries")
  .select("bytes")
  .where("run", "=", bind<string>("run"))
  .orderBy("seq")
  .compile();

/** The time of the log's last place: `log_ms` of the entries that follow never falls below it. */
const NEWEST_PLACE = queries.selectFrom("entries").select("log_ms").orderBy("id", "desc").limit(sql.lit(1));

const LATEST = NEWEST_PLACE.compile();

const RUN_END = queries
  .selectFrom("runs")
  .select(["run", "event", "last_seq", "head", "finished", NEWEST_PLACE.as("latest_ms")])
  .where("run", "=", bind<string>("run"))
  .compile();

const END_RUN = queries
  .updateTable("runs")
  .set({ finished: sql.lit(1) })
  .where("run", "=", bind<string>("run"))
  .compile();

const LAST_CHECKPOINT = queries
  .selectFrom("checkpoints")
  .select(["n", "hash"])
  .orderBy("n", "desc")
  .limit(sql.lit(1))
  .compile();

function insertRun() {
  return queries
    .insertInto("runs")
    .values({
      run: bind("run"),
      claim: bind("claim"),
      event: bind("event"),
      source: bind("source"),
      type: bind("type"),
      event_text: bind("event_text"),
      received_at_ms: bind("received_at_ms"),
      last_at_ms: bind("last_at_ms"),
      last_seq: bind("last_seq"),
      head: bind("head"),
      finished: bind("finished"),
    })
    .compile();
}

/** Leaves `finished` alone: naming it would rewrite the index of open runs, a page more to make durable each time. */
function moveRun() {
  return queries
    .updateTable("runs")
    .set({
      last_at_ms: bind<number>("last_at_ms"),
      last_seq: bind<number>("last_seq"),
      head: bind<string>("head"),
    })
    .where("run", "=", bind<string>("run"))
    .compile();
}

function insertEntry() {
  return queries
    .insertInto("entries")
    .values({
      run: bind("run"),
      seq: bind("seq"),
      at_ms: bind("at_ms"),
      log_ms: bind("log_ms"),
      phase: bind("phase"),
      policy: bind("policy"),
      resource: bind("resource"),
      bytes: bind("bytes"),
      hash: bind("hash"),
    })
    .compile();
}

/** Changes no row when the permit is taken. */
function insertPermit() {
  return queries
    .insertInto("permits")
    .values({ permit: bind("permit"), run: bind("run"), seq: bind("seq") })
    .onConflict((conflict) => conflict.doNothing())
    .compile();
}

function insertCheckpoint() {
  return queries
    .insertInto("checkpoints")
    .values({
      n: bind("n"),
      run: bind("run"),
      last_seq: bind("last_seq"),
      head: bind("head"),
      at: bind("at"),
      prev: bind("prev"),
      hash: bind("hash"),
      mac: bind("mac"),
    })
    .compile();
}

function putLastReason() {
  return queries
    .insertInto("last_reasons")
    .values({
      policy: bind("policy"),
      resource: bind("resource"),
      reason: bind("reason"),
      at_ms: bind("at_ms"),
      memory: bind("memory"),
    })
    .onConflict((conflict) =>
      conflict.columns(["policy", "resource"]).doUpdateSet((row) => ({
        reason: row.ref("excluded.reason"),
        at_ms: row.ref("excluded.at_ms"),
        memory: row.fn.coalesce("excluded.memory", "last_reasons.memory"),
      })),
    )
    .compile();
}
