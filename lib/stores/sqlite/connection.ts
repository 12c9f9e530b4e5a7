import type { CompiledQuery } from "kysely";
import { storeFailed } from "../store-failed.ts";
import type { Driver, DriverStatement } from "./load-driver.ts";
import { numberParameters } from "./number-parameters.ts";
import { sqliteError } from "./sqlite-error.ts";

/** A query that was compiled and prepared once. Named parameters are given as a record. */
export interface Statement<Parameters extends object, Row> {
  /** Runs it and answers how many rows it changed. */
  readonly run: (parameters: Parameters) => number;
  readonly first: (parameters: Parameters) => Row | undefined;
  readonly all: (parameters: Parameters) => readonly Row[];
}

/** What a transaction ends with: everything it wrote is kept, or nothing is. */
export interface Ending<T> {
  readonly commit: boolean;
  readonly value: T;
}

/** One connection to a file. Everything on it happens at once, so nothing can slip into a transaction. */
export interface Connection {
  readonly path: string;
  readonly prepare: <Parameters extends object, Row>(query: CompiledQuery<Row>) => Statement<Parameters, Row>;
  /** Runs a query that was built for this one call; its statement is kept for the next of the same text. */
  readonly all: <Row>(query: CompiledQuery<Row>) => readonly Row[];
  readonly exec: (sql: string) => void;
  /** A write transaction. It takes the write lock at once, or waits for it. */
  readonly immediate: <T>(work: () => Ending<T>) => T;
  readonly close: () => void;
}

/** Most statements kept for `all`; each filter of the log has one text. */
const STATEMENTS_MAX = 100;

/** Wraps a driver's connection: typed statements, errors with a way out, and nothing after `close`. */
export function createConnection(path: string, driver: Driver): Connection {
  const prepared = new Map<string, DriverStatement>();
  const state = { open: true };

  const guarded = <T>(work: () => T): T => {
    // The driver goes on writing through statements of a closed connection, so the wall has to stand here.
    if (!state.open) throw storeFailed(`store ${path}: it was closed`);
    try {
      return work();
    } catch (cause) {
      throw sqliteError(path, cause);
    }
  };
  const kept = (sql: string): DriverStatement => {
    const known = prepared.get(sql);
    if (known) return known;
    const [oldest] = prepared.keys();
    if (prepared.size >= STATEMENTS_MAX && oldest !== undefined) prepared.delete(oldest);
    const statement = driver.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };

  return {
    path,
    prepare: <Parameters extends object, Row>(query: CompiledQuery<Row>) => {
      if (query.parameters.length > 0) {
        // Such a parameter would shift the numbers of the named ones.
        throw storeFailed(`a prepared statement has parameters without a name: ${query.sql}`);
      }
      const { sql, values } = numberParameters(query.sql);
      const statement = guarded(() => driver.prepare(sql));
      return {
        run: (parameters: Parameters) => guarded(() => statement.run(values(parameters)).changes),
        first: (parameters: Parameters) =>
          guarded(() => statement.get(values(parameters)) as Row | undefined),
        all: (parameters: Parameters) => guarded(() => statement.all(values(parameters)) as Row[]),
      };
    },
    all: <Row>(query: CompiledQuery<Row>) =>
      guarded(() => kept(query.sql).all([...query.parameters]) as Row[]),
    exec: (sql) => guarded(() => driver.exec(sql)),
    immediate: (work) => guarded(() => inTransaction(driver, kept, work)),
    close: () => {
      if (!state.open) return;
      tidy(driver);
      state.open = false;
      prepared.clear();
      driver.close();
    },
  };
}

/**
 * BEGIN IMMEDIATE takes the write lock before anything is read. A DEFERRED transaction takes it at the first write,
 * and if somebody else wrote in between, SQLite refuses at once, without waiting: contested writes would be lost.
 */
function inTransaction<T>(driver: Driver, kept: (sql: string) => DriverStatement, work: () => Ending<T>): T {
  kept("BEGIN IMMEDIATE").run([]);
  try {
    const { commit, value } = work();
    kept(commit ? "COMMIT" : "ROLLBACK").run([]);
    return value;
  } catch (cause) {
    // On a full disk SQLite has rolled back by itself.
    if (driver.inTransaction) kept("ROLLBACK").run([]);
    throw cause;
  }
}

/** Moves the write-ahead log into the file, so that the file alone is a whole copy. A busy file stays as it is. */
function tidy(driver: Driver): void {
  try {
    driver.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Nothing is lost: the next connection goes on from the write-ahead log.
  }
}
