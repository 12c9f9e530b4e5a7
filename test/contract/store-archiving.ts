import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../../lib/domain/checkpoint.ts";
import type { Store } from "../../lib/ports/store.ts";
import { linkArchive } from "../../lib/stores/link-archive.ts";
import { verifyArchive } from "../../lib/stores/verify-archive.ts";
import {
  archivable,
  archiveEvent,
  archiveUntil,
  linesOf,
  putDown,
  writtenArchive,
} from "./store-archive-fixtures.ts";
import { closedRun, DAY_MS, entry, intake } from "./store-fixtures.ts";
import { eachStore, type OpenStore } from "./store-opening.ts";

const KEY = "example-log-key";
const CONFLICT = { code: "store-conflict" };

/** Three closed runs and an open one between them. */
async function fill(store: Store): Promise<void> {
  await closedRun(store, "r-1", 0);
  await store.accept(intake("r-open", 500));
  await closedRun(store, "r-2", 1_000);
  await closedRun(store, "r-3", 2_000);
}

/** Everything that must be as it was after something was refused. */
async function stateOf(store: Store) {
  return [await store.verify({ key: KEY }), await store.find({}, { limit: 100 })];
}

/** Moving the oldest closed runs out. */
export function describeArchiving(open: OpenStore): void {
  const seen: Checkpoint[] = [];
  const opened = eachStore(open, { logKey: KEY, onCheckpoint: (checkpoint) => seen.push(checkpoint) });

  describe("archivable", () => {
    it("gives closed runs byte for byte, oldest checkpoint first, up to the first that is too young", async () => {
      const { store } = opened();
      await fill(store);
      const runs = await archivable(store, 2_040);
      expect(runs.map(({ checkpoint }) => [checkpoint.n, checkpoint.run])).toEqual([
        [1, "r-1"],
        [2, "r-2"],
      ]);
      const kept = await store.read("r-2");
      expect(runs[1]?.entries).toEqual(kept?.entries.map((one) => JSON.stringify(one)));
      expect(runs[1]?.event).toBe(JSON.stringify(kept?.event));
      expect(await archivable(store, 2_041)).toHaveLength(3);
      expect(await archivable(store, 40)).toEqual([]);
    });

    it("stops at a young run, also when an older one ended after it", async () => {
      const { store } = opened();
      await closedRun(store, "r-late", 5_000);
      await closedRun(store, "r-1", 0);
      expect(await archivable(store, 4_000)).toEqual([]);
    });

    it("can be left in the middle", async () => {
      const { store } = opened();
      await fill(store);
      for await (const { checkpoint } of store.archivable(DAY_MS + 9_000)) {
        expect(checkpoint.n).toBe(1);
        break;
      }
      expect(await closedRun(store, "r-4", 3_000)).toMatchObject({ ok: true });
    });
  });

  describe("archive", () => {
    it("takes entries and events out of the log, and keeps what proves them", async () => {
      const { store } = opened();
      await fill(store);
      const before = await store.verify({ key: KEY });
      const { archived, record } = await archiveUntil(store, "r-arch", 2_000);
      expect(archived).toMatchObject({ removed: 10, checkpoint: { n: 4, run: "r-arch" } });
      expect(seen.at(-1)).toEqual(archived.checkpoint);
      expect(await store.read("r-1")).toBeUndefined();
      expect((await store.read("r-arch"))?.entries).toEqual(archived.entries);
      const left = await store.find({}, { limit: 100 });
      expect([...new Set(left.entries.map(({ run }) => run))]).toEqual(["r-open", "r-3", "r-arch"]);
      expect(await store.openRuns({ limit: 10 })).toMatchObject([{ run: "r-open" }]);
      const after = await store.verify({ key: KEY, anchor: before.head ?? "" });
      expect(after).toMatchObject({ runs: 5, entries: 8, checkpoints: 4, problems: [] });
      expect(after.archives).toMatchObject([{ run: "r-arch", ...record, prev: "" }]);
      expect(after.unknowns.at(-1)).toBe("checkpoints 1 to 2 are in archives: check them with their files");
    });

    it("goes on answering a late duplicate, and never gives a permit of an archived run again", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      await store.append("r-1", 1, [entry("submitting", 10)], { permits: ["p-1"] });
      await store.append("r-1", 2, [entry("finished", 20)]);
      await archiveUntil(store, "r-arch", 1_000);
      expect(await store.accept({ ...intake("r-1"), run: "r-9" })).toEqual({
        outcome: "finished",
        run: "r-1",
      });
      expect(await store.append("r-1", 3, [entry("planned", 30)])).toEqual({
        ok: false,
        conflict: "finished",
      });
      await store.accept(intake("r-2"));
      expect(await store.append("r-2", 1, [entry("submitting", 40)], { permits: ["p-1"] })).toEqual({
        ok: false,
        conflict: "permit",
      });
    });

    it("forgets the leases on the decisions of archived runs, and no other", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const resources = ["run/r-1", "run/r-2", "prod/notebook/nb-1"];
      const request = { holder: "r-1", resources, nowMs: DAY_MS, untilMs: DAY_MS + 60_000 };
      await store.takeLeases(request);
      await store.append("r-1", 1, [entry("finished", 20)]);
      await archiveUntil(store, "r-arch", 1_000);
      const taken = await store.takeLeases({ ...request, holder: "r-9" });
      expect(taken).toMatchObject([{ resource: "run/r-1", fence: 1 }]);
    });

    it("leaves places in the log as they are for whoever follows it", async () => {
      const { store } = opened();
      await fill(store);
      const { cursor } = await store.find({}, { limit: 1, newest: true });
      await archiveUntil(store, "r-arch", 3_000);
      await store.append("r-open", 1, [entry("planned", 9_100)]);
      const page = await store.find({}, { limit: 100, after: cursor ?? "" });
      expect(page.entries.map(({ run, seq }) => `${run}.${seq}`)).toEqual([
        "r-arch.1",
        "r-arch.2",
        "r-open.2",
      ]);
    });

    it("keeps a search by time right where late entries stand among archived ones", async () => {
      const { store } = opened();
      await store.accept(intake("r-late", 0));
      await closedRun(store, "r-1", 1_000);
      await store.append("r-late", 1, [entry("planned", 100), entry("skipped", 1_500)]);
      await closedRun(store, "r-2", 1_600);
      await archiveUntil(store, "r-arch", 1_100);
      const found = await store.find({ sinceMs: DAY_MS + 50, untilMs: DAY_MS + 1_600 }, { limit: 100 });
      expect(found.entries.map(({ run, seq }) => `${run}.${seq}`)).toEqual(["r-late.2", "r-late.3"]);
      expect((await store.verify({})).problems).toEqual([]);
    });

    it("goes on where the last one ended, with a copy of its record, which stays", async () => {
      const { store } = opened();
      await fill(store);
      const first = await archiveUntil(store, "r-arch-1", 1_100, 3_000);
      await closedRun(store, "r-4", 4_000);
      const second = await archiveUntil(store, "r-arch-2", 5_000, 6_000);
      expect([first.record.from, first.record.to]).toEqual([1, 2]);
      expect([second.record.from, second.record.to]).toEqual([3, 5]);
      // r-3 and r-4 have left; the record of the first archive is in the second as well, and still here.
      expect(second.archived.removed).toBe(10);
      expect((await store.read("r-arch-1"))?.entries).toHaveLength(2);
      await expect(writtenArchive(store, 6_000)).rejects.toThrow("nothing to archive");
      const found = await store.verify({ key: KEY });
      expect(found).toMatchObject({ checkpoints: 6, problems: [] });
      expect(found.archives.map(({ from, to }) => [from, to])).toEqual([
        [1, 2],
        [3, 5],
      ]);
      for (const { text, record } of [first, second]) {
        const archive = await verifyArchive(linesOf(text), { key: KEY });
        expect(archive).toMatchObject({ from: record.from, to: record.to, problems: [], unknowns: [] });
        expect(linkArchive(archive, record.digest, found.archives).problems).toEqual([]);
      }
    });

    it("lets one of two that archive at once through; the other one is told, and nothing is lost", async () => {
      const { store } = opened();
      await fill(store);
      const { record } = await writtenArchive(store, 1_100);
      const { record: more } = await writtenArchive(store, 3_000);
      const both = await Promise.allSettled([putDown(store, "r-a", record), putDown(store, "r-b", more)]);
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const lost = both.find(({ status }) => status === "rejected") as PromiseRejectedResult;
      expect(lost.reason).toMatchObject(CONFLICT);
      const found = await store.verify({ key: KEY });
      expect(found).toMatchObject({ checkpoints: 4, problems: [] });
      expect(found.archives).toHaveLength(1);
    });

    it.each([
      ["that leave out the oldest", { from: 2, to: 3 }],
      ["that the log does not have yet", { from: 1, to: 4 }],
    ])("refuses checkpoints %s, and changes nothing", async (_, range) => {
      const { store } = opened();
      await fill(store);
      const before = await stateOf(store);
      const { record } = await writtenArchive(store, 3_000);
      await expect(putDown(store, "r-arch", { ...record, ...range })).rejects.toMatchObject(CONFLICT);
      expect(await stateOf(store)).toEqual(before);
    });

    it("refuses what is archived already, and changes nothing", async () => {
      const { store } = opened();
      await fill(store);
      const { record } = await archiveUntil(store, "r-arch", 1_100);
      const before = await stateOf(store);
      for (const again of [record, { ...record, to: 3 }]) {
        await expect(putDown(store, "r-again", again)).rejects.toMatchObject(CONFLICT);
      }
      expect(await stateOf(store)).toEqual(before);
    });

    it("refuses a record that does not say what it moves, and changes nothing", async () => {
      const { store } = opened();
      await fill(store);
      const before = await stateOf(store);
      const { record } = await writtenArchive(store, 3_000);
      const finished = entry("finished", 9_001, { reason: "archived" });
      const failed = { code: "store-failed" };
      const other = archiveEvent({ ...record, to: 2 });
      await expect(store.archive(intake("r-a", 0, other), record, finished)).rejects.toMatchObject(failed);
      await expect(store.archive(intake("r-a"), record, finished)).rejects.toMatchObject(failed);
      const said = intake("r-a", 0, archiveEvent(record));
      await expect(store.archive(said, record, entry("planned", 1))).rejects.toMatchObject(failed);
      await expect(store.archive(said, record, { ...finished, at: "now" })).rejects.toMatchObject(failed);
      await expect(store.archive({ ...said, run: "r-1" }, record, finished)).rejects.toMatchObject(failed);
      expect(await stateOf(store)).toEqual(before);
    });

    it("takes no record in as an event: it would cover up a removal", async () => {
      const { store } = opened();
      const event = archiveEvent({ from: 1, to: 1, digest: "0".repeat(64), file: "gone.jsonl" });
      await expect(store.accept(intake("r-1", 0, event))).rejects.toMatchObject({
        code: "store-failed",
        message: expect.stringContaining("log.archived"),
      });
      expect(await store.verify({})).toMatchObject({ runs: 0 });
    });
  });
}
