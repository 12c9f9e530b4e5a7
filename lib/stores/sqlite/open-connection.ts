import { close, open } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import * as z from "zod";
import { storeFailed } from "../store-failed.ts";
import { type Connection, createConnection } from "./connection.ts";
import { type Driver, loadDriver } from "./load-driver.ts";
import { APPLICATION_ID } from "./migrations.ts";
import { sqliteError } from "./sqlite-error.ts";

/** How long and how often the change to a write-ahead log is tried again; SQLite does not wait for it by itself. */
const WAL_ATTEMPTS_MAX = 200;
const WAL_PAUSE_MS = 25;

/** Options of {@link openConnection}, all set. */
export interface ConnectionOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
  readonly pagesMax: number | undefined;
}

/**
 * Opens a file as a store of ours, durable on commit:
 *
 * - In WAL mode a commit appends its pages to the write-ahead log. With `synchronous = FULL` SQLite calls fsync on it
 *   and only then publishes the commit in the index that readers use and returns from COMMIT. So what was
 *   acknowledged, or read by anybody, is on the disk; after a crash the next connection finds it in the log.
 * - With `NORMAL`, SQLite's usual advice for WAL, the fsync waits until the log is folded into the file, and a loss
 *   of power takes the newest commits along. That would lose the permission under which something was sent.
 * - `fullfsync` matters on macOS alone, where fsync leaves bytes in the drive's cache.
 *
 * @throws AutomationError `store-failed` naming the path, the cause and the way out
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  // An absolute path is never taken for the address of a server, which the driver would connect to.
  const path = resolve(checkPath(options.path));
  const connect = await loadDriver();
  await createPrivateFile(path);
  const driver = attempt(path, () => connect(path));
  try {
    driver.exec(`PRAGMA busy_timeout = ${options.busyTimeoutMs}`);
    refuseForeign(path, driver);
    await switchToWal(path, driver);
    driver.exec(
      "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000",
    );
    if (options.pagesMax !== undefined) driver.exec(`PRAGMA max_page_count = ${options.pagesMax}`);
    return createConnection(path, driver);
  } catch (cause) {
    driver.close();
    throw sqliteError(path, cause);
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw sqliteError(path, cause);
  }
}

function checkPath(path: string): string {
  if (path !== "" && !path.startsWith(":memory:")) return path;
  throw storeFailed("path: the embedded store needs a file; use the memory store for what need not last");
}

/** Events hold names of people and machines: a new file is for its owner alone, and SQLite gives its companions the same mode. */
async function createPrivateFile(path: string): Promise<void> {
  try {
    await promisify(close)(await promisify(open)(path, "a", 0o600));
  } catch (cause) {
    const code = Code.safeParse(cause).data?.code ?? "unknown";
    throw storeFailed(
      `store ${path}: ${WAYS_OUT[code] ?? "the file cannot be opened for writing"} (${code})`,
      {
        cause,
        details: { retryable: false },
      },
    );
  }
}

const Code = z.object({ code: z.string() });

const WAYS_OUT: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist; create the folder",
  ENOTDIR: "part of the path is not a folder; name another path",
  EISDIR: "this is a folder; name a file in it",
  EACCES: "the file cannot be written; make it and its folder writable for this user",
  EPERM: "the file cannot be written; make it and its folder writable for this user",
  EROFS: "the file system is read-only; name a path that can be written",
  ENOSPC: "the disk is full; make room",
};

/** Before anything is changed: is the file new or ours? Another program's database is left alone. */
function refuseForeign(path: string, driver: Driver): void {
  if (pragma(driver, "application_id") === APPLICATION_ID) return;
  const tables = driver.prepare("SELECT name FROM sqlite_schema LIMIT 1").all([]);
  // Another process may have set the file up between the two questions; then the mark is there by now.
  if (tables.length > 0 && pragma(driver, "application_id") !== APPLICATION_ID) {
    throw storeFailed(`store ${path}: this is another program's database; name another path`);
  }
}

/** Several processes that open a new file at once are told "locked" here, whatever the busy timeout is. */
async function switchToWal(path: string, driver: Driver): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      driver.exec("PRAGMA journal_mode = WAL");
      break;
    } catch (cause) {
      const code = Code.safeParse(cause).data?.code ?? "";
      if (!code.startsWith("SQLITE_BUSY") || attempt === WAL_ATTEMPTS_MAX) throw cause;
      await setTimeout(WAL_PAUSE_MS);
    }
  }
  const mode = pragma(driver, "journal_mode");
  if (mode !== "wal") {
    throw storeFailed(
      `store ${path}: the file system does not allow a write-ahead log, as network drives often do not; name a path on a local disk`,
    );
  }
}

function pragma(driver: Driver, name: string): unknown {
  const row = z.record(z.string(), z.unknown()).safeParse(driver.prepare(`PRAGMA ${name}`).get([])).data;
  return row?.[name];
}
