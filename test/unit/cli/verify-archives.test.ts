import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { verifyArchives } from "../../../lib/cli/verify-archives.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { archiveUntil } from "../../contract/store-archive-fixtures.ts";
import { closedRun } from "../../contract/store-fixtures.ts";
import { temporaryFolder } from "../stores/sqlite/temporary-folder.ts";

const KEY = "visibly-fake-log-key";
const file = temporaryFolder();
const IN_ARCHIVES = /^checkpoints .* are in archives/;

/** Two archives, of two runs and of one with a copy of the first record; a closed run stayed. */
async function archivedTwice(logKey: string = KEY): Promise<Store> {
  const store = createMemoryStore({ logKey });
  for (const [index, run] of ["r-1", "r-2", "r-3"].entries()) await closedRun(store, run, index * 1_000);
  await writeFile(file("a.jsonl"), (await archiveUntil(store, "r-arch-1", 1_100, 3_000)).text);
  await writeFile(file("b.jsonl"), (await archiveUntil(store, "r-arch-2", 3_100, 4_000)).text);
  await closedRun(store, "r-5", 5_000);
  return store;
}

async function check(store: Store, names: readonly string[]) {
  return verifyArchives(await store.verify({ key: KEY }), names.map(file), KEY);
}

describe("verifyArchives", () => {
  it("finds nothing wrong with a log and all its archives, and nothing is unknown any more", async () => {
    const found = await check(await archivedTwice(), ["b.jsonl", "a.jsonl"]);
    expect(found.problems).toEqual([]);
    expect(found.unknowns.filter((sentence) => IN_ARCHIVES.test(sentence))).toEqual([]);
    expect(found.files).toMatchObject([
      { file: file("b.jsonl"), from: 3, to: 4, runs: 2, entries: 7, ok: true },
      { file: file("a.jsonl"), from: 1, to: 2, runs: 2, entries: 10, ok: true },
    ]);
  });

  it("says which part is still unknown when a file is not given", async () => {
    const store = await archivedTwice();
    const unknowns = async (names: readonly string[]) =>
      (await check(store, names)).unknowns.filter((sentence) => IN_ARCHIVES.test(sentence));
    expect(await unknowns([])).toEqual(["checkpoints 1 to 4 are in archives: check them with their files"]);
    expect(await unknowns(["a.jsonl"])).toEqual([
      "checkpoints 3 to 4 are in archives: check them with their files",
    ]);
  });

  it("finds an edited file, and names it", async () => {
    const store = await archivedTwice();
    const text = await readFile(file("a.jsonl"), "utf8");
    await writeFile(file("a.jsonl"), text.replace("an entry of phase planned", "an entry of phase skipped"));
    const { problems, files } = await check(store, ["a.jsonl", "b.jsonl"]);
    expect(problems).toEqual([
      expect.stringMatching(/a\.jsonl: run r-1: is not as checkpoint 1 sealed it/),
      expect.stringMatching(/a\.jsonl: its digest is not the one that run r-arch-1 records/),
    ]);
    expect(files.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it("finds a file that was cut off at a line", async () => {
    const store = await archivedTwice();
    const text = await readFile(file("b.jsonl"), "utf8");
    await writeFile(file("b.jsonl"), text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1));
    const { problems } = await check(store, ["b.jsonl"]);
    expect(problems).toEqual([
      expect.stringMatching(/its digest is not/),
      expect.stringMatching(/it holds checkpoints 3 to 3, and run r-arch-2 records 3 to 4/),
      expect.stringMatching(/its last checkpoint is not checkpoint 4 of the log/),
    ]);
  });

  it("finds an archive of another log, also one that was sealed with another key", async () => {
    const store = await archivedTwice();
    const other = createMemoryStore({ logKey: "another-key" });
    await closedRun(other, "r-x", 0);
    await writeFile(file("other.jsonl"), (await archiveUntil(other, "r-arch", 1_000)).text);
    const { problems } = await check(store, ["other.jsonl"]);
    expect(problems).toEqual([
      expect.stringMatching(/checkpoint 1: its seal does not fit the key/),
      expect.stringMatching(/its digest is not the one/),
      expect.stringMatching(/it holds checkpoints 1 to 1, and run r-arch-1 records 1 to 2/),
      expect.stringMatching(/its last checkpoint is not checkpoint 2 of the log/),
    ]);
  });

  it("says that a file cannot be read", async () => {
    const store = await archivedTwice();
    await expect(check(store, ["none.jsonl"])).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/none\.jsonl: cannot be read \(ENOENT\)/),
    });
  });
});
