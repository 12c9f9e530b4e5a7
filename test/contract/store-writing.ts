import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../../lib/domain/checkpoint.ts";
import { NOT_PAUSED } from "../../lib/domain/pause.ts";
import { APPEND_ENTRIES_MAX } from "../../lib/domain/status.ts";
import { digest } from "../../lib/signing/hash-chain.ts";
import { at, closedRun, DAY_MS, entry, intake, ticket } from "./store-fixtures.ts";
import { eachStore, type OpenStore } from "./store-opening.ts";

const STEP = { policy: "nights", resource: "prod/notebook/nb-1", action: "stop" };

/** Claims, the append lock, permits, sealing, holds and the kill switch. */
export function describeWriting(open: OpenStore): void {
  describe("accept", () => {
    const opened = eachStore(open);

    it("starts a run for a new key", async () => {
      const { store } = opened();
      expect(await store.accept(intake("r-1"))).toEqual({ outcome: "new", run: "r-1" });
      const kept = await store.read("r-1");
      expect(kept?.event).toEqual(ticket("t-r-1"));
      expect(kept?.entries).toMatchObject([{ v: 1, run: "r-1", seq: 1, event: "t-r-1", phase: "received" }]);
    });

    it("keeps the digest of the event in the first entry, beside its own details", async () => {
      const { store } = opened();
      const { entry: received, ...rest } = intake("r-1");
      await store.accept({ ...rest, entry: { ...received, details: { source: "jira" } } });
      const kept = await store.read("r-1");
      const eventDigest = digest(JSON.stringify(ticket("t-r-1")));
      expect(kept?.entries[0]?.details).toEqual({ source: "jira", eventDigest });
    });

    it("answers a repeated key with the run that it started, and whether that has ended", async () => {
      const { store } = opened();
      const first = intake("r-1");
      await store.accept(first);
      expect(await store.accept({ ...first, run: "r-2" })).toEqual({ outcome: "unfinished", run: "r-1" });
      await store.append("r-1", 1, [entry("finished", 1)]);
      expect(await store.accept({ ...first, run: "r-3" })).toEqual({ outcome: "finished", run: "r-1" });
      expect(await store.read("r-2")).toBeUndefined();
    });

    it("refuses a key that is not the event's, a run that exists, and a first entry of another phase", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const failed = { code: "store-failed" };
      await expect(store.accept({ ...intake("r-2"), key: "other" })).rejects.toMatchObject(failed);
      await expect(store.accept({ ...intake("r-1", 0, ticket("t-2")) })).rejects.toMatchObject(failed);
      await expect(store.accept({ ...intake("r 2") })).rejects.toMatchObject(failed);
      await expect(store.accept({ ...intake("r-2"), entry: entry("planned", 0) })).rejects.toMatchObject(
        failed,
      );
      expect(await store.verify({})).toMatchObject({ runs: 1, entries: 1, problems: [] });
    });
  });

  describe("append", () => {
    const opened = eachStore(open);

    it("numbers the entries and gives back what can be read", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const details = { list: [1, 2], text: 'a "quote", a \u0000 and a lone \ud800', nothing: null };
      const appended = await store.append("r-1", 1, [
        entry("decided", 5, { details }),
        entry("planned", 6, STEP),
      ]);
      const kept = await store.read("r-1");
      expect(appended).toEqual({ ok: true, entries: kept?.entries.slice(1) });
      expect(kept?.entries.map(({ run, seq, event, at }) => [run, seq, event, at])).toEqual([
        ["r-1", 1, "t-r-1", at(0)],
        ["r-1", 2, "t-r-1", at(5)],
        ["r-1", 3, "t-r-1", at(6)],
      ]);
      expect(kept?.entries[1]?.details).toEqual(details);
    });

    it("refuses a number that is not the run's last, and writes nothing", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      for (const seq of [0, 2]) {
        const options = { permits: ["p-1"] };
        expect(await store.append("r-1", seq, [entry("planned", 1)], options)).toEqual({
          ok: false,
          conflict: "sequence",
        });
      }
      expect((await store.read("r-1"))?.entries).toHaveLength(1);
      expect(await store.append("r-1", 1, [entry("planned", 1)], { permits: ["p-1"] })).toMatchObject({
        ok: true,
      });
    });

    it("lets exactly one of several writers through", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const tries = Array.from({ length: 8 }, () => store.append("r-1", 1, [entry("planned", 1)]));
      const outcomes = (await Promise.all(tries)).map((appended) => (appended.ok ? "ok" : appended.conflict));
      expect(outcomes.sort()).toEqual(["ok", ...Array(7).fill("sequence")]);
    });

    it("gives each permit once, across runs, and all of an append or none", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      await store.accept(intake("r-2"));
      const refused = { ok: false, conflict: "permit" };
      await store.append("r-1", 1, [entry("submitting", 1, STEP)], { permits: ["p-1"] });
      expect(await store.append("r-1", 2, [entry("submitting", 2)], { permits: ["p-1"] })).toEqual(refused);
      expect(await store.append("r-2", 1, [entry("submitting", 2)], { permits: ["p-2", "p-1"] })).toEqual(
        refused,
      );
      expect((await store.read("r-2"))?.entries).toHaveLength(1);
      expect(await store.append("r-2", 1, [entry("submitting", 2)], { permits: ["p-2"] })).toMatchObject({
        ok: true,
      });
      expect(await store.append("r-2", 2, [entry("submitting", 2)], { permits: ["p-3", "p-3"] })).toEqual(
        refused,
      );
    });

    it("refuses everything once the run has ended", async () => {
      const { store } = opened();
      await closedRun(store, "r-1", 0);
      for (const seq of [1, 5]) {
        expect(await store.append("r-1", seq, [entry("planned", 99)])).toEqual({
          ok: false,
          conflict: "finished",
        });
      }
    });

    it("carries 1 to the largest number of entries", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const most = Array.from({ length: APPEND_ENTRIES_MAX }, (_, index) => entry("skipped", index));
      const failed = { code: "store-failed" };
      await expect(store.append("r-1", 1, [])).rejects.toMatchObject(failed);
      await expect(store.append("r-1", 1, [...most, entry("skipped", 0)])).rejects.toMatchObject(failed);
      expect(await store.append("r-1", 1, most)).toMatchObject({ ok: true });
      expect((await store.read("r-1"))?.entries).toHaveLength(APPEND_ENTRIES_MAX + 1);
    });

    it("refuses what could not be read back, an unknown run, and an entry behind the last, and writes nothing", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const failed = { code: "store-failed" };
      const good = entry("planned", 1);
      await expect(store.append("r-9", 0, [good])).rejects.toMatchObject(failed);
      await expect(store.append("r-1", 1, [good, { ...good, at: "yesterday" }])).rejects.toMatchObject(
        failed,
      );
      await expect(
        store.append("r-1", 1, [entry("planned", 1, { details: { big: 1n } })]),
      ).rejects.toMatchObject(failed);
      await expect(store.append("r-1", 1, [entry("finished", 1), good])).rejects.toMatchObject(failed);
      const long = entry("planned", 1, { text: "x".repeat(1_100_000) });
      await expect(store.append("r-1", 1, [long])).rejects.toMatchObject(failed);
      expect((await store.read("r-1"))?.entries).toHaveLength(1);
    });
  });

  describe("sealing", () => {
    const seen: Checkpoint[] = [];
    const opened = eachStore(open, {
      logKey: "example-log-key",
      onCheckpoint: (checkpoint) => seen.push(checkpoint),
    });

    it("seals each closed run into the next checkpoint of a chain", async () => {
      const { store } = opened();
      const first = await closedRun(store, "r-1", 0);
      await store.accept(intake("r-2"));
      const second = await closedRun(store, "r-3", 100);
      const [one, two] = [first, second].map((appended) => (appended.ok ? appended.checkpoint : undefined));
      expect(one).toMatchObject({ n: 1, run: "r-1", lastSeq: 5, at: at(40), prev: "" });
      expect(two).toMatchObject({ n: 2, run: "r-3", lastSeq: 5, at: at(140), prev: one?.hash });
      expect(one?.mac).toMatch(/^[0-9a-f]{64}$/);
      expect(seen).toEqual([one, two]);
      expect(await store.verify({ key: "example-log-key" })).toMatchObject({
        checkpoints: 2,
        head: two?.hash,
      });
    });
  });

  describe("holds", () => {
    const opened = eachStore(open);
    const hold = {
      resource: "prod/notebook/nb-1",
      owner: "u-101",
      reason: "training until tomorrow",
      createdAt: at(0),
      until: at(1_000),
    };

    it("stand until their end, one a resource", async () => {
      const { store } = opened();
      expect(await store.listHolds(DAY_MS)).toEqual([]);
      await store.putHold(hold);
      await store.putHold({ ...hold, resource: "prod/notebook/nb-2" });
      await store.putHold({ ...hold, owner: "u-102", until: at(2_000) });
      const owners = async (ms: number) =>
        (await store.listHolds(DAY_MS + ms)).map(({ resource, owner }) => `${resource} ${owner}`);
      expect(await owners(999)).toEqual(["prod/notebook/nb-1 u-102", "prod/notebook/nb-2 u-101"]);
      expect(await owners(1_000)).toEqual(["prod/notebook/nb-1 u-102"]);
      expect(await owners(2_000)).toEqual([]);
    });

    it("stay as they are when one comes that was asked for before, and tell of a past moment what ended since", async () => {
      const { store } = opened();
      await store.putHold({ ...hold, owner: "u-102", createdAt: at(500), until: at(500), run: "r-2" });
      await store.putHold(hold);
      expect(await store.listHolds(DAY_MS + 500)).toEqual([]);
      expect(await store.listHolds(DAY_MS)).toMatchObject([{ owner: "u-102", run: "r-2" }]);
      await store.putHold({ ...hold, createdAt: at(500) });
      expect(await store.listHolds(DAY_MS + 500)).toMatchObject([{ owner: "u-101" }]);
    });

    it("refuses one that could not be read back", async () => {
      const { store } = opened();
      await expect(store.putHold({ ...hold, until: "tomorrow" })).rejects.toMatchObject({
        code: "store-failed",
      });
      expect(await store.listHolds(0)).toEqual([]);
    });
  });

  describe("kill switch", () => {
    const opened = eachStore(open);

    it("is off until somebody pulls it, and back", async () => {
      const { store } = opened();
      expect(await store.readPause()).toEqual(NOT_PAUSED);
      const pulled = { paused: true, why: "migration", by: "u-101", at: at(0) };
      await store.writePause(pulled);
      expect(await store.readPause()).toEqual(pulled);
      await store.writePause({ ...pulled, paused: false });
      expect(await store.readPause()).toEqual({ ...pulled, paused: false });
    });

    it("refuses a state that could not be read back", async () => {
      const { store } = opened();
      const odd = { paused: true, why: null, by: null, at: "now" };
      await expect(store.writePause(odd)).rejects.toMatchObject({ code: "store-failed" });
    });
  });
}
