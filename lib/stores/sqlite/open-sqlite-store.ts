import type { Store } from "../../ports/store.ts";
import { checkLogKey } from "../check-log-key.ts";
import { holdAndPause } from "./hold-and-pause.ts";
import { migrate } from "./migrate.ts";
import { openConnection } from "./open-connection.ts";
import { readSqliteLog } from "./read-sqlite-log.ts";
import { sqliteArchive } from "./sqlite-archive.ts";
import { sqliteLeases } from "./sqlite-leases.ts";
import { type WriteOptions, writeSqliteLog } from "./write-sqlite-log.ts";

/** Where {@link openSqliteStore} takes what is not given. */
export const SQLITE_STORE_DEFAULTS = { busyTimeoutMs: 5_000 } as const;

/** Options of {@link openSqliteStore}. */
export interface SqliteStoreOptions extends WriteOptions {
  /** Path of the file; it is made when it does not exist, its folder is not. */
  readonly path: string;
  /**
   * How long a write waits for another process before it gives up. The process does nothing else meanwhile.
   * @default 5000
   */
  readonly busyTimeoutMs?: number;
  /**
   * Most pages of 4,096 bytes that the file may have; a write beyond is refused as on a full disk.
   * @default the limit of SQLite, about 17 TB
   */
  readonly pagesMax?: number;
}

/**
 * Opens the embedded store: one SQLite file, which several processes of one machine may use at once. What it has
 * acknowledged survives the loss of the process and of power.
 *
 * @throws AutomationError `store-failed` when the file cannot be used, `store-version` when a newer Curfew wrote it,
 *   `invalid-config` for an empty log key
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  checkLogKey(options.logKey);
  const file = {
    path: options.path,
    busyTimeoutMs: options.busyTimeoutMs ?? SQLITE_STORE_DEFAULTS.busyTimeoutMs,
    pagesMax: options.pagesMax,
  };
  const connection = await openConnection(file);
  try {
    migrate(connection);
    const reopen = () => openConnection(file);
    return {
      capabilities: { exclusiveAppend: true, durable: true },
      ...writeSqliteLog(connection, options),
      ...readSqliteLog(connection, reopen),
      ...sqliteLeases(connection),
      ...sqliteArchive(connection, { ...options, reopen }),
      ...holdAndPause(connection),
      close: async () => connection.close(),
    };
  } catch (cause) {
    connection.close();
    throw cause;
  }
}
