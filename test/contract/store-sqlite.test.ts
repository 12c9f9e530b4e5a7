import { rm } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { describeStore } from "./store-contract.ts";
import { storeFolder } from "./store-folder.ts";
import type { Tamper } from "./store-opening.ts";

type Columns = Readonly<Record<string, unknown>>;

/** `lastAtMs` becomes `last_at_ms`. */
function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function tamperWith(path: string): Tamper {
  const change = async (sql: string, values: readonly unknown[]) => {
    const database = new Database(path);
    database.exec("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF");
    const { changes } = database.prepare(sql).run([...values]);
    database.close();
    if (changes === 0) throw new Error(`nothing was changed by ${sql}`);
  };
  const edit = (table: string, changes: Columns, where: string, keys: readonly unknown[]) => {
    const set = Object.keys(changes).map((field) => `${columnOf(field)} = ?`);
    const values = Object.values(changes).map((value) =>
      typeof value === "boolean" ? Number(value) : value,
    );
    return change(`UPDATE ${table} SET ${set.join(", ")} WHERE ${where}`, [...values, ...keys]);
  };
  return {
    editEntry: (run, seq, changes) => edit("entries", { ...changes }, "run = ? AND seq = ?", [run, seq]),
    removeEntry: (run, seq) => change("DELETE FROM entries WHERE run = ? AND seq = ?", [run, seq]),
    editRun: (run, changes) => edit("runs", { ...changes }, "run = ?", [run]),
    removeRun: async (run) => {
      await change("DELETE FROM entries WHERE run = ?", [run]);
      await change("DELETE FROM runs WHERE run = ?", [run]);
    },
    removeRunRow: (run) => change("DELETE FROM runs WHERE run = ?", [run]),
    editCheckpoint: (n, changes) => edit("checkpoints", { ...changes }, "n = ?", [n]),
    removeCheckpoint: (n) => change("DELETE FROM checkpoints WHERE n = ?", [n]),
  };
}

describeStore("embedded store", async (options) => {
  const folder = await storeFolder();
  const path = join(folder, "curfew.db");
  try {
    const store = await openSqliteStore({ ...options, path });
    return {
      store,
      tamper: tamperWith(path),
      dispose: async () => {
        await store.close();
        await rm(folder, { recursive: true });
      },
    };
  } catch (cause) {
    await rm(folder, { recursive: true });
    throw cause;
  }
});
