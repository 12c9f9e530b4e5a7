import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";
import { entry, intake } from "../../../contract/store-fixtures.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const file = temporaryFolder();

/** Runs SQL on a file behind the store's back. */
function sqlOn(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

describe("openSqliteStore", () => {
  it("keeps everything for the next one who opens the file", async () => {
    const path = file("curfew.db");
    const first = await openSqliteStore({ path });
    await first.accept(intake("r-1"));
    await first.close();
    const second = await openSqliteStore({ path });
    expect(second.capabilities).toEqual({ exclusiveAppend: true, durable: true });
    expect((await second.read("r-1"))?.entries).toHaveLength(1);
    await second.close();
  });

  it("makes a new file for its owner alone", async () => {
    const store = await openSqliteStore({ path: file("curfew.db") });
    expect((await stat(file("curfew.db"))).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it("leaves a whole copy in the one file when it is closed", async () => {
    const store = await openSqliteStore({ path: file("curfew.db") });
    await store.accept(intake("r-1"));
    await store.close();
    await writeFile(file("copy.db"), await readFile(file("curfew.db")));
    const copy = await openSqliteStore({ path: file("copy.db") });
    expect(await copy.read("r-1")).toBeDefined();
    await copy.close();
  });

  it("refuses every use after it was closed", async () => {
    const store = await openSqliteStore({ path: file("curfew.db") });
    await store.close();
    await store.close();
    const closed = { code: "store-failed", message: expect.stringContaining("it was closed") };
    await expect(store.accept(intake("r-1"))).rejects.toMatchObject(closed);
    await expect(store.readPause()).rejects.toMatchObject(closed);
    await expect(store.find({}, { limit: 1 })).rejects.toMatchObject(closed);
  });

  it("names both versions when a newer Curfew wrote the file", async () => {
    await (await openSqliteStore({ path: file("curfew.db") })).close();
    sqlOn(file("curfew.db"), "UPDATE meta SET schema_version = 7");
    await expect(openSqliteStore({ path: file("curfew.db") })).rejects.toMatchObject({
      code: "store-version",
      message: expect.stringMatching(/schema version is 7, this Curfew knows up to 3; use the newer Curfew/),
      details: { found: 7, known: 3 },
    });
  });

  it.each([
    [
      "no SQLite database",
      "a text that is long enough to be taken for a page ".repeat(100),
      /not an SQLite database/,
    ],
    ["empty at first and a database later", "", null],
  ])("meets a file that is %s", async (_, content, message) => {
    await writeFile(file("curfew.db"), content);
    const opened = openSqliteStore({ path: file("curfew.db") });
    if (message)
      await expect(opened).rejects.toMatchObject({
        code: "store-failed",
        message: expect.stringMatching(message),
      });
    else await (await opened).close();
  });

  it("says what to do about a damaged file", async () => {
    const path = file("curfew.db");
    await (await openSqliteStore({ path })).close();
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0xaa, 4_096));
    await expect(openSqliteStore({ path })).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(/the file is damaged; put back a copy/),
    });
  });

  it("leaves the database of another program as it is", async () => {
    sqlOn(file("other.db"), "CREATE TABLE meta (name TEXT)");
    const before = await readFile(file("other.db"));
    await expect(openSqliteStore({ path: file("other.db") })).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringContaining("another program's database"),
    });
    expect(before.equals(await readFile(file("other.db")))).toBe(true);
  });

  it.each([
    [
      "a folder that is not there",
      () => file("none/curfew.db"),
      /its folder does not exist; create the folder/,
    ],
    ["a folder", () => file(""), /this is a folder; name a file in it/],
    ["nothing", () => "", /needs a file/],
    ["memory", () => ":memory:", /needs a file/],
    ["an address, which is a path like any other", () => "http://127.0.0.1:9/x", /its folder does not exist/],
  ])("refuses %s", async (_, pathOf, message) => {
    await expect(openSqliteStore({ path: pathOf() })).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(message),
    });
  });

  it.skipIf(process.getuid?.() === 0)("says that a file is read-only", async () => {
    await writeFile(file("curfew.db"), "");
    await chmod(file("curfew.db"), 0o400);
    await expect(openSqliteStore({ path: file("curfew.db") })).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(/cannot be written; make it and its folder writable/),
    });
  });

  it("writes nothing by halves when the disk is full, and goes on when there is room", async () => {
    const path = file("curfew.db");
    const store = await openSqliteStore({ path, pagesMax: 60 });
    await store.accept(intake("r-1"));
    const large = Array.from({ length: 200 }, (_, index) =>
      entry("decided", index, { text: "x".repeat(2_000) }),
    );
    await expect(store.append("r-1", 1, large, { permits: ["p-1"] })).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(/the disk is full.*Nothing was written \(SQLITE_FULL\)/),
    });
    expect((await store.read("r-1"))?.entries).toHaveLength(1);
    expect(await store.append("r-1", 1, [entry("decided", 1)], { permits: ["p-1"] })).toMatchObject({
      ok: true,
    });
    expect((await store.verify({})).problems).toEqual([]);
    await store.close();
  });

  it("gives up on a write lock that another process does not let go", async () => {
    const path = file("curfew.db");
    const store = await openSqliteStore({ path, busyTimeoutMs: 1 });
    const other = new Database(path);
    other.exec("BEGIN IMMEDIATE");
    await expect(store.accept(intake("r-1"))).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringContaining("held the write lock for too long"),
      details: { retryable: true },
    });
    expect(await store.read("r-1")).toBeUndefined();
    other.exec("ROLLBACK");
    expect(await store.accept(intake("r-1"))).toMatchObject({ outcome: "new" });
    await store.close();
  });

  it("checks the log as it was at one moment, while others go on writing", async () => {
    const store = await openSqliteStore({ path: file("curfew.db") });
    for (let run = 0; run < 20; run += 1) await store.accept(intake(`r-${run}`));
    const verification = store.verify({});
    for (let run = 0; run < 20; run += 1) {
      await store.append(`r-${run}`, 1, [entry("decided", 1), entry("finished", 2)]);
    }
    expect((await verification).problems).toEqual([]);
    expect(await store.verify({})).toMatchObject({ entries: 60, checkpoints: 20, problems: [] });
    await store.close();
  });

  it("finds a place in time that was changed to hide an entry", async () => {
    const store = await openSqliteStore({ path: file("curfew.db") });
    await store.accept(intake("r-1"));
    sqlOn(file("curfew.db"), "UPDATE entries SET log_ms = log_ms - 1");
    expect((await store.verify({})).problems).toEqual([
      "run r-1: the place in time of its entry in row 1 was changed",
    ]);
    await store.close();
  });
});
