import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkStore } from "../../../../lib/cli/doctor/check-store.ts";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";

const LINUX = { platform: "linux" } as const;

describe("checkStore", () => {
  let folder = "";
  let path = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "curfew-doctor-"));
    path = join(folder, "curfew.db");
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function makeStore(paused = false): Promise<void> {
    const store = await openSqliteStore({ path });
    if (paused) await store.writePause({ paused, why: "drill", by: "anna", at: null });
    await store.close();
  }

  const levels = async () =>
    Object.fromEntries((await checkStore(path, LINUX)).map(({ subject, level }) => [subject, level]));

  it("is content with a store that opens, can be written and is closed to others", async () => {
    await makeStore();
    expect(await levels()).toEqual({
      store: "ok",
      "store, permissions": "ok",
      "store, schema": "ok",
      pause: "ok",
    });
  });

  it("leaves the file as it was", async () => {
    await makeStore();
    const before = await readFile(path);
    await checkStore(path, LINUX);
    expect(before.equals(await readFile(path))).toBe(true);
  });

  it("makes no file that is not there, and says that the first start will", async () => {
    expect(await checkStore(path, LINUX)).toMatchObject([
      { level: "ok", text: expect.stringContaining("is not there yet; the first start makes it") },
    ]);
    expect(await checkStore(join(folder, "none", "curfew.db"), LINUX)).toMatchObject([
      { level: "problem", text: expect.stringContaining("is not a folder that can be written") },
    ]);
  });

  it("warns of a file that everybody on the computer can read, where permissions mean anything", async () => {
    await makeStore();
    await chmod(path, 0o644);
    expect((await levels())["store, permissions"]).toBe("warning");
    const elsewhere = await checkStore(path, { platform: "win32" });
    expect(elsewhere.map(({ subject }) => subject)).not.toContain("store, permissions");
  });

  it("warns of a pause", async () => {
    await makeStore(true);
    const pause = (await checkStore(path, LINUX)).find(({ subject }) => subject === "pause");
    expect(pause).toMatchObject({ level: "warning", text: "PAUSED by anna: drill" });
  });

  it("tells a schema of a newer Curfew, and takes an older one as it is", async () => {
    await makeStore();
    const database = new Database(path);
    database.exec("UPDATE meta SET schema_version = 99");
    database.close();
    expect((await levels())["store, schema"]).toBe("problem");
    const older = new Database(path);
    older.exec("UPDATE meta SET schema_version = 0");
    older.close();
    const schema = (await checkStore(path, LINUX)).find(({ subject }) => subject === "store, schema");
    expect(schema).toMatchObject({
      level: "ok",
      text: expect.stringContaining("the next start brings it to"),
    });
  });

  it("tells a file that is no store of ours", async () => {
    await writeFile(path, "these are notes and not a database, however long one makes them ".repeat(100));
    const [store] = await checkStore(path, LINUX);
    expect(store).toMatchObject({ subject: "store", level: "problem" });
  });
});
