import {
  DummyDriver,
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from "kysely";
import type { Tables } from "./tables.ts";

/**
 * Builds and types queries and never runs one: Kysely's own execution is asynchronous and its transactions are
 * DEFERRED, which lets other work slip in between and loses contested writes. `connection.ts` runs what is built here.
 */
export const queries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A named parameter: the query is compiled once and bound many times. */
export function bind<T>(name: string): RawBuilder<T> {
  return sql<T>`${sql.raw(`:${name}`)}`;
}
