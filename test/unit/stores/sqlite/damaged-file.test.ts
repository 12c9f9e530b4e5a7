import { readFile, writeFile } from "node:fs/promises";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { isAutomationError } from "../../../../lib/domain/errors.ts";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";
import { closedRun, entry, intake } from "../../../contract/store-fixtures.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PAGE_BYTES = 4_096;
const file = temporaryFolder();

/** A log of some pages, closed, as bytes. */
async function filledFile(): Promise<Buffer> {
  const path = file("whole.db");
  const store = await openSqliteStore({ path });
  for (let run = 0; run < 12; run += 1) await closedRun(store, `r-${run}`, run * 100);
  await store.accept(intake("r-open", 5_000));
  await store.append("r-open", 1, [entry("planned", 5_010)], { permits: ["p-1"] });
  await store.close();
  return readFile(path);
}

/** What a check says of these bytes: the problems that it found, or the error with which it gave up. */
async function checked(bytes: Buffer): Promise<string> {
  const path = file("damaged.db");
  await writeFile(path, bytes);
  try {
    const store = await openSqliteStore({ path });
    try {
      return (await store.verify({})).problems.join("\n");
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!isAutomationError(error) || error.code !== "store-failed") throw error;
    return error.message;
  }
}

/** Tables that a check of the log does not read, and that are empty here: their pages may be anything. */
const UNUSED = ["holds", "pause", "leases", "last_reasons"];

function pagesOf(path: string): ReadonlyMap<number, string> {
  const database = new Database(path);
  const rows = database.prepare("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0").all([]);
  database.close();
  return new Map(
    rows.map((row) => [
      Number(Reflect.get(Object(row), "rootpage")),
      String(Reflect.get(Object(row), "name")),
    ]),
  );
}

describe("a file that was damaged", () => {
  it("is found out, whichever page is overwritten", async () => {
    const whole = await filledFile();
    const roots = pagesOf(file("whole.db"));
    expect(await checked(whole)).toBe("");
    const pages = whole.length / PAGE_BYTES;
    expect(pages).toBeGreaterThan(20);
    for (let page = 1; page <= pages; page += 1) {
      if (UNUSED.includes(roots.get(page) ?? "")) continue;
      const damaged = Buffer.from(whole);
      damaged.fill(0xaa, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
      expect(await checked(damaged), `page ${page}, ${roots.get(page)}`).toMatch(
        /damaged|not an SQLite database|another program|hash does not fit|gone|missing/,
      );
    }
  });

  it("is found out when it was cut off", async () => {
    const whole = await filledFile();
    const pages = whole.length / PAGE_BYTES;
    for (const length of [(pages - 1) * PAGE_BYTES, (pages / 2) * PAGE_BYTES - 100, 5 * PAGE_BYTES]) {
      expect(await checked(whole.subarray(0, length)), `${length} bytes`).toMatch(/the file is damaged/);
    }
  });

  it("is found out when an index hides an open run", async () => {
    const whole = await filledFile();
    const [page = 0] = [...pagesOf(file("whole.db"))].find(([, name]) => name === "runs_open") ?? [];
    const at = (page - 1) * PAGE_BYTES;
    // An index page without a cell, sound in itself.
    whole.fill(0, at, at + PAGE_BYTES);
    whole.writeUInt8(0x0a, at);
    whole.writeUInt16BE(PAGE_BYTES, at + 5);
    expect(await checked(whole)).toMatch(/the file is damaged: .*runs_open/);
    const store = await openSqliteStore({ path: file("damaged.db") });
    expect(await store.openRuns({ limit: 10 })).toEqual([]);
    await store.close();
  });
});
