import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import { RECORD_TYPE } from "../archive-record.ts";
import type { LogSource, PlacedCheckpoint } from "../log-source.ts";
import type { Connection, Statement } from "./connection.ts";
import { bind, queries } from "./queries.ts";
import { type CheckpointRow, checkpointOf, type EntryRow, entryOf, type RunRow, runOf } from "./rows.ts";
import { type PlaceRow, strayProblems } from "./stray-problems.ts";

/** Rows read at once; between two pages other work gets its turn. */
const PAGE_ROWS = 500;

/** Bounds of a page: rows behind `after`, in the order of the key that it is a value of. */
export interface Page {
  readonly after: number;
  readonly limit: number;
}

/**
 * Lets `work` read the whole log as it is at this moment, however long that takes and whatever is written meanwhile.
 * Takes over the connection and closes it.
 */
export async function withSnapshot<T>(
  connection: Connection,
  work: (source: LogSource) => Promise<T>,
): Promise<T> {
  try {
    beginSnapshot(connection);
    const result = await work(sqliteLogSource(connection));
    connection.exec("COMMIT");
    return result;
  } finally {
    connection.close();
  }
}

/** In WAL mode a read transaction goes on seeing the state of its first read, and hinders no writer. */
export function beginSnapshot(connection: Connection): void {
  connection.exec("BEGIN; SELECT count(*) FROM meta");
}

function sqliteLogSource(connection: Connection): LogSource {
  const { prepare } = connection;
  const checkpoints = prepare<Page, CheckpointRow & Archived>(CHECKPOINTS);
  const checkpoint = prepare<{ run: string }, CheckpointRow>(CHECKPOINT_OF_RUN);
  const runs = prepare<Page, RunRow & { id: number }>(RUNS);
  const records = prepare<Page, RunRow & { id: number }>(RECORDS);
  const entries = prepare<Page & { run: string }, EntryRow>(ENTRIES_OF_RUN);
  const places = prepare<Page, PlaceRow>(PLACES);
  const withSeals = async function* (rows: AsyncIterable<RunRow>) {
    for await (const row of rows) {
      const seal = checkpoint.first({ run: row.run });
      yield { run: runOf(row), checkpoint: seal && checkpointOf(seal) };
    }
  };
  return {
    checkpoints: async function* () {
      for await (const row of paged(checkpoints, {}, (last) => last.n)) {
        yield { checkpoint: checkpointOf(row), place: placeOf(row) };
      }
    },
    runs: () => withSeals(paged(runs, {}, (last) => last.id)),
    records: () => withSeals(paged(records, {}, (last) => last.id)),
    entries: async function* (run) {
      for await (const row of paged(entries, { run }, (last) => last.seq)) yield entryOf(row);
    },
    strays: async function* () {
      yield* strayProblems(paged(places, {}, (last) => last.id));
      for (const { integrity_check } of connection.all(INTEGRITY)) {
        if (integrity_check !== "ok") yield `the file is damaged: ${integrity_check}; put back a copy of it`;
      }
    },
  };
}

/** The mark of the run that a checkpoint seals, `null` when there is no such run. */
interface Archived {
  readonly archived: 0 | 1 | null;
}

function placeOf({ archived }: Archived): PlacedCheckpoint["place"] {
  if (archived === null) return "gone";
  return archived === 1 ? "archived" : "here";
}

/** Reads rows page by page, in the order of a key that grows. */
export async function* paged<Rest extends object, Row>(
  statement: Statement<Page & Rest, Row>,
  rest: Rest,
  keyOf: (row: Row) => number,
  start = 0,
): AsyncGenerator<Row> {
  let after = start;
  for (;;) {
    const rows = statement.all({ ...rest, after, limit: PAGE_ROWS });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = keyOf(last);
    await setImmediate();
  }
}

/** The walks read tables. A damaged index would hide an open run or a claim from everybody else. */
const INTEGRITY = sql<{ readonly integrity_check: string }>`PRAGMA integrity_check(100)`.compile(queries);

const CHECKPOINTS = queries
  .selectFrom("checkpoints")
  .leftJoin("runs", "runs.run", "checkpoints.run")
  .selectAll("checkpoints")
  .select("runs.archived")
  .where("checkpoints.n", ">", bind<number>("after"))
  .orderBy("checkpoints.n")
  .limit(bind<number>("limit"))
  .compile();

const CHECKPOINT_OF_RUN = queries
  .selectFrom("checkpoints")
  .selectAll()
  .where("run", "=", bind<string>("run"))
  .compile();

const RUNS = queries
  .selectFrom("runs")
  .selectAll()
  .where("id", ">", bind<number>("after"))
  .orderBy("id")
  .limit(bind<number>("limit"))
  .compile();

/** A walk along `runs_records`, which holds nothing else. */
const RECORDS = queries
  .selectFrom("runs")
  .selectAll()
  .where("type", "=", sql.lit(RECORD_TYPE))
  .where("id", ">", bind<number>("after"))
  .orderBy("id")
  .limit(bind<number>("limit"))
  .compile();

const ENTRIES_OF_RUN = queries
  .selectFrom("entries")
  .selectAll()
  .where("run", "=", bind<string>("run"))
  .where("seq", ">", bind<number>("after"))
  .orderBy("seq")
  .limit(bind<number>("limit"))
  .compile();

const PLACES = queries
  .selectFrom("entries")
  .leftJoin("runs", "runs.run", "entries.run")
  .select(["entries.id", "entries.run", "entries.at_ms", "entries.log_ms", "runs.run as kept"])
  .where("entries.id", ">", bind<number>("after"))
  .orderBy("entries.id")
  .limit(bind<number>("limit"))
  .compile();
