import { storeFailed } from "../store-failed.ts";

/** The part of the driver that is used. */
export interface Driver {
  readonly inTransaction: boolean;
  prepare(sql: string): DriverStatement;
  exec(sql: string): unknown;
  close(): unknown;
}

/** A prepared statement. Parameters are one array: a record that does not fit the statement ends the whole process. */
export interface DriverStatement {
  run(parameters: readonly unknown[]): { readonly changes: number };
  get(parameters: readonly unknown[]): unknown;
  all(parameters: readonly unknown[]): unknown[];
}

/**
 * Loads the SQLite driver: an optional package, native code, and only the hosts that open a store may meet it.
 *
 * @throws AutomationError `store-failed` when it is not installed or was not made for this machine
 */
export async function loadDriver(): Promise<(path: string) => Driver> {
  try {
    const { default: Database } = await import("libsql");
    return (path) => new Database(path);
  } catch (cause) {
    throw storeFailed(
      'the embedded store needs the optional package "libsql", which could not be loaded; run `npm install libsql` on a platform it supports (Linux, macOS, Windows on x64 or arm64), or choose another store',
      { cause },
    );
  }
}
