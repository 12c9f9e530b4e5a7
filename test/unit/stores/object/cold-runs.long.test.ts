import { describe, expect, it } from "vitest";
import type { LogFilter } from "../../../../lib/ports/log-reader.ts";
import type { Store } from "../../../../lib/ports/store.ts";
import { linkArchive } from "../../../../lib/stores/link-archive.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { verifyArchive } from "../../../../lib/stores/verify-archive.ts";
import { archivable, archiveUntil, linesOf } from "../../../contract/store-archive-fixtures.ts";
import { DAY_MS, entry, intake } from "../../../contract/store-fixtures.ts";
import { emptyObjects } from "../../../fixtures/memory-bucket.ts";
import { coldLog, KEY, KINDS, LOCKED, openStore, PLAIN } from "./object-histories.ts";

const FILTERS: readonly LogFilter[] = [
  {},
  { run: "r-0" },
  { run: "r-9" },
  { open: true },
  { phases: ["submitting"] },
  { resource: "nb-1", policy: "nights" },
  { sinceMs: DAY_MS + 3_000 },
  { untilMs: DAY_MS + 3_000 },
  { sinceMs: DAY_MS + 1_500, untilMs: DAY_MS + 4_600, phases: ["finished", "received"] },
];

const PAGES = [{ limit: 100 }, { limit: 2 }, { limit: 3, newest: true }, { limit: 2, after: "7" }];
const QUESTIONS = FILTERS.flatMap((filter) => PAGES.map((page) => [filter, page] as const));

/** The same log in a memory store. */
async function sameInMemory(store: Store): Promise<Store> {
  const memory = createMemoryStore({ logKey: KEY });
  for (let index = 0; index < 8; index += 1) {
    const run = `r-${index}`;
    await memory.accept(intake(run, index * 1_500));
    const kept = await store.read(run);
    for (const { v, run: _, seq, event, ...rest } of kept?.entries.slice(1) ?? []) {
      await memory.append(run, seq - 1, [rest]);
    }
  }
  return memory;
}

describe.each(KINDS)("closed runs that left the hot part of a bucket %s", (_, kind) => {
  it("are found, read and told of as if they were hot, page by page", async () => {
    const { objects, store } = await coldLog(kind);
    const memory = await sameInMemory(store);
    const cold = [...objects.objects.keys()].filter((key) => key.startsWith("cold/runs/"));
    expect(cold.length).toBeGreaterThanOrEqual(4);
    for (const reader of [store, openStore(objects, kind)]) {
      for (const [filter, options] of QUESTIONS) {
        expect(await reader.find(filter, options)).toEqual(await memory.find(filter, options));
      }
      for (const ms of [0, 3_000]) {
        expect(await reader.recentActions(DAY_MS + ms)).toEqual(await memory.recentActions(DAY_MS + ms));
      }
      expect(await reader.lastVerdicts("nights")).toEqual(await memory.lastVerdicts("nights"));
      expect(await reader.verify({ key: KEY })).toEqual(await memory.verify({ key: KEY }));
      expect(await archivable(reader, 5_000)).toEqual(await archivable(memory, 5_000));
    }
  });

  it("go on answering late duplicates, keep their permits, and take no entries", async () => {
    const { store } = await coldLog(kind);
    const finished = { outcome: "finished", run: "r-0" };
    expect(await store.accept({ ...intake("r-0"), run: "r-x" })).toEqual(finished);
    expect(await store.accept({ ...intake("r-0"), run: "r-x" }, { openMax: 1 })).toEqual(finished);
    expect(await store.append("r-0", 3, [entry("planned", 1)])).toEqual({ ok: false, conflict: "finished" });
    await store.accept(intake("r-new", 20_000));
    const permit = store.append("r-new", 1, [entry("submitting", 20_010)], { permits: ["p-0"] });
    expect(await permit).toEqual({ ok: false, conflict: "permit" });
    const taken = store.accept({ ...intake("r-other"), run: "r-0" });
    await expect(taken).rejects.toMatchObject({ code: "store-failed" });
  });

  it("leave the bucket's hot objects small: old records and snapshots are removed", async () => {
    const { objects, store } = await coldLog(kind, 120);
    const keys = [...objects.objects.keys()];
    expect(keys.filter((key) => key.startsWith("snapshot/")).length).toBeLessThanOrEqual(2);
    expect(keys.filter((key) => key.startsWith("journal/")).length).toBeLessThanOrEqual(80);
    expect(await store.verify({ key: KEY })).toMatchObject({ runs: 120, entries: 360, problems: [] });
  });

  it("can be archived, part of a segment as well, and the next archive goes on there", async () => {
    const { objects, store } = await coldLog(kind);
    const first = await archiveUntil(store, "arch-1", 1_600, 20_000);
    expect(first.record).toMatchObject({ from: 1, to: 2 });
    const second = await archiveUntil(store, "arch-2", 6_100, 21_000);
    expect(second.record).toMatchObject({ from: 3, to: 5 });
    expect([first.archived.removed, second.archived.removed]).toEqual([6, 9]);
    const reader = openStore(objects, kind);
    expect(await reader.read("r-0")).toBeUndefined();
    expect((await reader.find({}, { limit: 100 })).entries).toHaveLength(9 + 4);
    const found = await reader.verify({ key: KEY });
    expect(found).toMatchObject({ runs: 10, entries: 13, checkpoints: 10, problems: [] });
    for (const { text, record } of [first, second]) {
      const archive = await verifyArchive(linesOf(text), { key: KEY });
      expect(archive.problems).toEqual([]);
      expect(linkArchive(archive, record.digest, found.archives).problems).toEqual([]);
    }
    expect(await reader.accept({ ...intake("r-0"), run: "r-x" })).toEqual({
      outcome: "finished",
      run: "r-0",
    });
  });

  it("are checked byte for byte, and missed when they are gone", async () => {
    const { objects, store } = await coldLog(kind);
    const { hash: anchor } = { hash: (await store.verify({})).head ?? "" };
    const key = [...objects.objects.keys()].find((one) => one.startsWith("cold/log/")) ?? "";
    const bytes = objects.objects.get(key) ?? new Uint8Array();
    const text = new TextDecoder().decode(bytes);
    objects.objects.set(
      key,
      new TextEncoder().encode(text.replace("an entry of phase", "no entry of phase")),
    );
    const edited = await openStore(objects, kind).verify({ key: KEY, anchor });
    expect(edited.problems).toEqual([expect.stringMatching(/^run r-0, entry 1: its hash does not fit/)]);
    objects.objects.delete(key);
    const missing = await openStore(objects, kind).verify({ key: KEY, anchor });
    expect(missing.problems[0]).toMatch(/^checkpoint 1 is missing/);
    await expect(store.find({}, { limit: 100 })).rejects.toMatchObject({ code: "store-failed" });
  });
});

describe("requests", () => {
  it.each([
    ["with createOnly", LOCKED, ["put", "get"], ["get"]],
    ["without it", PLAIN, ["put", "get", "get"], []],
  ] as const)("are few in a bucket %s", async (_, kind, write, read) => {
    const objects = emptyObjects();
    const store = openStore(objects, kind, { snapshotEvery: 1_000 });
    await store.accept(intake("r-1"));
    objects.requests.length = 0;
    await store.append("r-1", 1, [entry("planned", 1)]);
    expect(objects.requests.map(({ method }) => method)).toEqual(write);
    objects.requests.length = 0;
    await store.openRuns({ limit: 10 });
    expect(objects.requests.map(({ method }) => method)).toEqual(read);
  });
});
