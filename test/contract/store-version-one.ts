import Database from "libsql";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import { emptyMemoryState } from "../../lib/stores/memory/memory-state.ts";
import { migrate } from "../../lib/stores/sqlite/migrate.ts";
import { MIGRATIONS } from "../../lib/stores/sqlite/migrations.ts";
import { openConnection } from "../../lib/stores/sqlite/open-connection.ts";
import { checkpointRow, entryRow, runRow } from "../../lib/stores/sqlite/rows.ts";
import { closedRun, entry, intake } from "./store-fixtures.ts";

/** The columns of the first schema: what a table has beyond them was added later. */
const COLUMNS = {
  runs: [
    "run",
    "claim",
    "event",
    "source",
    "type",
    "event_text",
    "received_at_ms",
    "last_at_ms",
    "last_seq",
    "head",
    "finished",
  ],
  entries: ["run", "seq", "at_ms", "log_ms", "phase", "policy", "resource", "bytes", "hash"],
  permits: ["permit", "run", "seq"],
  checkpoints: ["n", "run", "last_seq", "head", "at", "prev", "hash", "mac"],
  last_reasons: ["policy", "resource", "reason"],
} as const;

/**
 * Makes a file as the first version of the schema left it: three closed runs, an open one with a permit, 18 entries.
 * Answers what a store says about it.
 */
export async function fillVersionOne(path: string) {
  const connection = await openConnection({ path, busyTimeoutMs: 5_000, pagesMax: undefined });
  migrate(connection, MIGRATIONS.slice(0, 1));
  connection.close();

  const state = emptyMemoryState();
  const store = createMemoryStore({ state, logKey: "example-log-key" });
  for (const [index, run] of ["r-1", "r-2", "r-3"].entries()) await closedRun(store, run, index * 1_000);
  await store.accept(intake("r-4", 5_000));
  await store.append("r-4", 1, [entry("planned", 5_010), entry("submitting", 5_020)], { permits: ["p-1"] });

  const database = new Database(path);
  const insert = (table: keyof typeof COLUMNS, row: object) => {
    const columns = COLUMNS[table];
    const places = columns.map(() => "?").join(", ");
    const values = columns.map((column) => Reflect.get(row, column));
    database.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`).run(values);
  };
  database.exec("BEGIN IMMEDIATE");
  for (const run of state.runs.values()) insert("runs", runRow(run));
  let latestMs = 0;
  for (const { kept } of state.log) {
    const row = entryRow(kept, latestMs);
    latestMs = row.log_ms;
    insert("entries", row);
  }
  for (const permit of state.permits) insert("permits", { permit, run: "r-4", seq: 2 });
  for (const checkpoint of state.checkpoints) insert("checkpoints", checkpointRow(checkpoint));
  insert("last_reasons", { policy: "nights", resource: "prod/notebook/nb-1", reason: "planned" });
  database.exec("COMMIT");
  database.close();
  return store;
}
