import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "../../../../lib/stores/sqlite/connection.ts";
import { migrate } from "../../../../lib/stores/sqlite/migrate.ts";
import { MIGRATIONS } from "../../../../lib/stores/sqlite/migrations.ts";
import { openConnection } from "../../../../lib/stores/sqlite/open-connection.ts";
import { bind, queries } from "../../../../lib/stores/sqlite/queries.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const file = temporaryFolder();
const COUNT = sql<{ count: number }>`SELECT count(*) AS count FROM things`.compile(queries);

describe("connection", () => {
  let connection: Connection;
  const count = () => connection.all(COUNT)[0]?.count;

  beforeEach(async () => {
    connection = await openConnection({ path: file("curfew.db"), busyTimeoutMs: 100, pagesMax: undefined });
    connection.exec("CREATE TABLE things (name TEXT)");
  });
  afterEach(() => connection.close());

  it.each([
    ["journal_mode", "wal"],
    ["synchronous", 2],
    ["foreign_keys", 1],
    ["fullfsync", 1],
  ])("has %s = %s: what is committed is on the disk", (pragma, value) => {
    const [row] = connection.all<Record<string, unknown>>(
      sql.raw(`PRAGMA ${pragma}`).compile(queries) as never,
    );
    expect(row?.[pragma]).toBe(value);
  });

  it("keeps what a transaction commits, and nothing of one that is given up or throws", () => {
    const write = (commit: boolean) => () => {
      connection.exec("INSERT INTO things VALUES ('a')");
      return { commit, value: commit };
    };
    expect(connection.immediate(write(true))).toBe(true);
    expect(connection.immediate(write(false))).toBe(false);
    expect(count()).toBe(1);
    expect(() =>
      connection.immediate(() => {
        connection.exec("INSERT INTO things VALUES ('b')");
        throw new Error("given up");
      }),
    ).toThrow(/given up/);
    expect(count()).toBe(1);
    expect(connection.immediate(write(true))).toBe(true);
  });

  it("names the statement that has a parameter without a name", () => {
    const query = queries.selectFrom("runs").select("run").where("claim", "=", "x").compile();
    expect(() => connection.prepare(query)).toThrow(/parameters without a name/);
  });

  it("refuses a named parameter that is absent, and takes NULL for null alone", () => {
    const insert = connection.prepare<{ name: string | null }, never>(
      sql`INSERT INTO things VALUES (${bind("name")})`.compile(queries) as never,
    );
    expect(() => insert.run({} as never)).toThrow(/without its parameter name/);
    expect(count()).toBe(0);
    expect(insert.run({ name: null })).toBe(1);
  });

  it("goes on answering after more kinds of questions than it keeps statements for", () => {
    for (let column = 0; column < 150; column += 1) {
      expect(connection.all(sql`SELECT ${sql.raw(String(column))} AS n`.compile(queries))).toEqual([
        { n: column },
      ]);
    }
  });
});

describe("migrate", () => {
  it("runs each step once, in order, and nothing of a step that fails", async () => {
    const connection = await openConnection({
      path: file("steps.db"),
      busyTimeoutMs: 100,
      pagesMax: undefined,
    });
    migrate(connection);
    const table = [...MIGRATIONS, "CREATE TABLE things (name TEXT)"];
    const filled = [...table, "INSERT INTO things VALUES ('third')"];
    expect(() => migrate(connection, [...table, "INSERT INTO absent VALUES (1)"])).toThrow(/no such table/);
    expect(() => connection.all(COUNT)).toThrow(/no such table/);
    migrate(connection, table);
    migrate(connection, filled);
    migrate(connection, filled);
    expect(connection.all(COUNT)).toEqual([{ count: 1 }]);
    expect(() => migrate(connection)).toThrow(/schema version is 5, this Curfew knows up to 3/);
    connection.close();
  });
});
