import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { intake } from "./store-fixtures.ts";
import { fillVersionOne } from "./store-version-one.ts";
import { bundleWorker, finish, go, startWorker } from "./store-workers.ts";

const DONE = { done: true };

describe("embedded store between processes", () => {
  let folder = "";
  let bundle = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "curfew-processes-"));
    bundle = await bundleWorker(folder, true);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("lets five processes open a new file at once", async () => {
    const path = join(folder, "new.db");
    const workers = ["a", "b", "c", "d", "e"].map((name) => startWorker(bundle, "open", path, name));
    expect((await finish(workers)).map((answers) => answers.at(-1))).toEqual(Array(5).fill(DONE));
    const store = await openSqliteStore({ path });
    expect(await store.openRuns({ limit: 10 })).toHaveLength(5);
    expect(await store.verify({})).toMatchObject({ runs: 5, entries: 5, problems: [] });
    await store.close();
  });

  it("lets five processes bring a file of the first version forward at once", async () => {
    const path = join(folder, "first.db");
    await fillVersionOne(path);
    const workers = ["a", "b", "c", "d", "e"].map((name) => startWorker(bundle, "open", path, name));
    expect((await finish(workers)).map((answers) => answers.at(-1))).toEqual(Array(5).fill(DONE));
    const store = await openSqliteStore({ path });
    expect(await store.verify({})).toMatchObject({ runs: 9, entries: 23, checkpoints: 3, problems: [] });
    await store.close();
  });

  it("gives a lease to one of three processes at a time, and each fence to one of them", async () => {
    const path = join(folder, "leases.db");
    const names = ["a", "b", "c"];
    const said = await finish(names.map((name) => startWorker(bundle, "lease", path, name, "20")));
    expect(said.map((answers) => answers.at(-1))).toEqual(Array(3).fill(DONE));
    const given = said.flat().filter(({ fence }) => fence !== undefined);
    const fences = given.map(({ resource, fence }) => `${resource} ${fence}`);
    expect(new Set(fences).size).toBe(given.length);
    expect(given.length).toBeGreaterThanOrEqual(60);
  });

  it("loses no append of four processes to one run, and leaves no gap", { timeout: 120_000 }, async () => {
    const path = join(folder, "contended.db");
    const store = await openSqliteStore({ path });
    await store.accept(intake("shared"));
    const names = ["a", "b", "c", "d"];
    const said = await finish(names.map((name) => startWorker(bundle, "contend", path, name, "50")));
    expect(said.map((answers) => answers.at(-1))).toEqual(Array(4).fill(DONE));
    const entries = (await store.read("shared"))?.entries ?? [];
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
    const wanted = names.flatMap((name) => Array.from({ length: 50 }, (_, index) => `${name} ${index}`));
    expect(
      entries
        .slice(1)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(wanted.sort());
    expect((await store.verify({})).problems).toEqual([]);
    await store.close();
  });

  it("gives each permit to one process and seals every run into one chain", async () => {
    const path = join(folder, "permits.db");
    const workers = ["a", "b", "c", "d"].map((name) => startWorker(bundle, "reserve", path, name, "25"));
    const said = await finish(workers);
    const permits = said.flat().flatMap(({ permit }) => permit ?? []);
    expect(permits.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, index) => index));
    const store = await openSqliteStore({ path });
    expect(await store.verify({})).toMatchObject({ runs: 4, entries: 33, checkpoints: 4, problems: [] });
    await store.close();
  });

  it("keeps every acknowledged append of a process that was killed", async () => {
    const path = join(folder, "killed.db");
    for (const name of ["k-1", "k-2"]) {
      const worker = startWorker(bundle, "endless", path, name);
      await go([worker]);
      await worker.said(({ seq }) => (seq ?? 0) >= 40);
      worker.child.kill("SIGKILL");
      await worker.ended;
      const acknowledged = worker.answers.at(-1)?.seq ?? 0;
      const store = await openSqliteStore({ path });
      const entries = (await store.read(name))?.entries ?? [];
      expect(entries.length).toBeGreaterThanOrEqual(acknowledged);
      // The one append that was under way may be there, whole, although nobody was told.
      expect(entries.length).toBeLessThanOrEqual(acknowledged + 1);
      expect((await store.verify({})).problems).toEqual([]);
      await store.close();
    }
  });

  it("says what to install when the driver is missing", async () => {
    const without = await bundleWorker(folder, false);
    const [answers] = await finish([startWorker(without, "open", join(folder, "never.db"), "a")]);
    expect(answers?.at(-1)).toMatchObject({
      code: "store-failed",
      failed: expect.stringContaining("npm install libsql"),
    });
  });
});
