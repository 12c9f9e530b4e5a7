import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../../lib/domain/checkpoint.ts";
import { chainHash, genesisHash } from "../../lib/signing/hash-chain.ts";
import { checkpointHash } from "../../lib/stores/seal-run.ts";
import { at, closedRun, DAY_MS, entry, intake, ticket } from "./store-fixtures.ts";
import { eachStore, type OpenedStore, type OpenStore, type Tamper } from "./store-opening.ts";

const KEY = "example-log-key";

/** Three closed runs and an open one. Answers the newest checkpoint; its hash is the anchor. */
async function sealedLog({ store }: OpenedStore): Promise<Checkpoint> {
  await closedRun(store, "r-1", 0);
  await closedRun(store, "r-2", 1_000);
  const last = await closedRun(store, "r-3", 2_000);
  await store.accept(intake("r-4", 5_000));
  await store.append("r-4", 1, [entry("planned", 5_010), entry("submitting", 5_020)]);
  if (!last.ok || !last.checkpoint) throw new Error("the run was not sealed");
  return last.checkpoint;
}

/** Every change behind the store's back that `verify` must find, and what it must say. */
const TAMPERINGS: readonly (readonly [
  name: string,
  change: (tamper: Tamper, opened: OpenedStore) => Promise<void>,
  says: RegExp,
])[] = [
  ["an edited entry", (_, opened) => edited(opened, "r-1", 2), /run r-1, entry 2: its hash does not fit/],
  [
    "an edited entry of an open run",
    (_, opened) => edited(opened, "r-4", 2),
    /run r-4, entry 2: its hash does not fit/,
  ],
  [
    "an edited entry with a hash that fits it",
    (_, opened) => rehashed(opened, "r-1", 3),
    /run r-1, entry 4: its hash does not fit/,
  ],
  [
    "an edited last entry with a hash that fits it",
    (_, opened) => rehashed(opened, "r-1", 5),
    /run r-1: is not as checkpoint 1 sealed it/,
  ],
  [
    "an entry replaced by something else",
    (tamper) => tamper.editEntry("r-1", 2, { bytes: "gone" }),
    /run r-1, entry 2: its bytes are not a status entry/,
  ],
  [
    "an edited phase",
    (tamper) => tamper.editEntry("r-1", 2, { phase: "skipped" }),
    /entry 2: phase beside the entry/,
  ],
  [
    "an edited resource",
    (tamper) => tamper.editEntry("r-1", 2, { resource: null }),
    /entry 2: resource beside/,
  ],
  ["an edited policy", (tamper) => tamper.editEntry("r-1", 2, { policy: "other" }), /entry 2: policy beside/],
  ["an edited time", (tamper) => tamper.editEntry("r-1", 2, { atMs: DAY_MS }), /entry 2: atMs beside/],
  [
    "an entry moved to another run",
    async (tamper) => {
      await tamper.removeEntry("r-1", 2);
      await tamper.editEntry("r-2", 2, { run: "r-1" });
    },
    /run r-1, entry 2: run beside the entry differs/,
  ],
  [
    "an entry removed from the middle",
    (tamper) => tamper.removeEntry("r-1", 3),
    /run r-1: entry 3 is missing/,
  ],
  ["a first entry removed", (tamper) => tamper.removeEntry("r-1", 1), /run r-1: entry 1 is missing/],
  ["a tail cut off", (tamper) => tamper.removeEntry("r-1", 5), /run r-1: ends with entry 4, but entry 5/],
  [
    "a tail cut off and a run made to look open",
    async (tamper, opened) => {
      await tamper.removeEntry("r-1", 5);
      const hashes = await hashesOf(opened, "r-1");
      await tamper.editRun("r-1", {
        finished: false,
        lastSeq: 4,
        head: hashes.at(-1) ?? "",
        lastAtMs: DAY_MS + 30,
      });
    },
    /run r-1: is not as checkpoint 1 sealed it, with 5 entries/,
  ],
  [
    "entries in another order",
    async (tamper) => {
      await tamper.editEntry("r-1", 2, { seq: 99 });
      await tamper.editEntry("r-1", 3, { seq: 2 });
      await tamper.editEntry("r-1", 99, { seq: 3 });
    },
    /run r-1, entry 2: seq beside the entry differs/,
  ],
  [
    "an entry behind the last one",
    async (tamper) => {
      await tamper.editEntry("r-4", 3, { run: "r-1", seq: 6 });
    },
    /run r-1, entry 6: comes after the run's last entry/,
  ],
  ["a removed run", (tamper) => tamper.removeRun("r-2"), /run r-2: was sealed by checkpoint 2 and is gone/],
  ["entries without their run", (tamper) => tamper.removeRunRow("r-4"), /run r-4: has entries, but no event/],
  [
    "an edited event",
    (tamper) => tamper.editRun("r-1", { eventText: JSON.stringify(ticket("other")) }),
    /run r-1: its event is not the one that its first entry received/,
  ],
  [
    "an edited claim",
    (tamper) => tamper.editRun("r-1", { claim: "free again" }),
    /run r-1: claim beside the event/,
  ],
  [
    "an edited event id",
    (tamper) => tamper.editRun("r-1", { event: "other" }),
    /run r-1: event beside the event/,
  ],
  [
    "a run made to look open",
    (tamper) => tamper.editRun("r-1", { finished: false }),
    /run r-1: finished differs/,
  ],
  [
    "an open run made to look ended",
    (tamper) => tamper.editRun("r-4", { finished: true }),
    /r-4: has ended, but its/,
  ],
  ["an edited last number", (tamper) => tamper.editRun("r-1", { lastSeq: 4 }), /run r-1: ends with entry 5/],
  [
    "an edited time of receipt",
    (tamper) => tamper.editRun("r-1", { receivedAtMs: 1 }),
    /run r-1: receivedAtMs/,
  ],
  [
    "an edited checkpoint",
    (tamper) => tamper.editCheckpoint(2, { at: at(9_999) }),
    /checkpoint 2 was changed: its hash does not fit its fields/,
  ],
  [
    "an edited checkpoint with a hash that fits it",
    async (tamper, opened) => {
      const second = await opened.store.append("r-4", 3, [entry("finished", 6_000)]);
      const last = second.ok ? second.checkpoint : undefined;
      if (!last) throw new Error("the run did not end");
      const changed = { ...last, at: at(1) };
      await tamper.editCheckpoint(last.n, { at: changed.at, hash: checkpointHash(changed) });
    },
    /run r-4: is not as checkpoint 4 sealed it/,
  ],
  ["a removed checkpoint", (tamper) => tamper.removeCheckpoint(2), /checkpoint 2 is missing/],
  [
    "the newest checkpoint removed",
    (tamper) => tamper.removeCheckpoint(3),
    /run r-3: has ended, but its checkpoint/,
  ],
  [
    "checkpoints in another order",
    async (tamper) => {
      await tamper.editCheckpoint(1, { n: 99 });
      await tamper.editCheckpoint(2, { n: 1 });
      await tamper.editCheckpoint(99, { n: 2 });
    },
    /checkpoint 2 does not follow the one before it/,
  ],
];

/** What `verify` finds, and what it says it cannot. */
export function describeTampering(open: OpenStore): void {
  describe("verify", () => {
    const opened = eachStore(open, { logKey: KEY });

    it("finds nothing in an untouched log, and says what it cannot know", async () => {
      const { hash: anchor } = await sealedLog(opened());
      const verification = await opened().store.verify({ key: KEY, anchor });
      expect(verification).toMatchObject({
        runs: 4,
        entries: 18,
        checkpoints: 3,
        head: anchor,
        problems: [],
      });
      expect(verification.unknowns).toEqual([expect.stringMatching(/^runs still open and not sealed: 1;/)]);
      const { problems, unknowns } = await opened().store.verify({});
      expect(problems).toEqual([]);
      expect(unknowns).toEqual([
        expect.stringMatching(/^without the log key: /),
        expect.stringMatching(/^without an anchor: /),
        expect.stringMatching(/^runs still open/),
      ]);
    });

    it("finds nothing in an empty log", async () => {
      const none = { runs: 0, entries: 0, checkpoints: 0, head: null, problems: [] };
      expect(await opened().store.verify({ key: KEY })).toMatchObject(none);
    });

    it.each(TAMPERINGS)("finds %s without key or anchor", async (_, change, says) => {
      await sealedLog(opened());
      await change(opened().tamper, opened());
      const { problems } = await opened().store.verify({});
      expect(
        problems.some((problem) => says.test(problem)),
        problems.join("\n"),
      ).toBe(true);
    });

    it("tells one edited entry as one problem", async () => {
      await sealedLog(opened());
      await edited(opened(), "r-1", 2);
      expect((await opened().store.verify({})).problems).toHaveLength(1);
    });

    it("finds a log that was cut off, if it knows the anchor", async () => {
      const { hash: anchor } = await sealedLog(opened());
      const { store, tamper } = opened();
      await tamper.removeCheckpoint(3);
      await tamper.removeRun("r-3");
      expect((await store.verify({ key: KEY })).problems).toEqual([]);
      const { problems } = await store.verify({ key: KEY, anchor });
      expect(problems).toEqual([expect.stringMatching(/^the anchor is not in this log/)]);
    });

    it("finds a log that was rewritten without the key, and one whose seals were taken off", async () => {
      const newest = await sealedLog(opened());
      const anchor = newest.hash;
      const { store, tamper } = opened();
      await rewriteNewest(opened(), newest);
      expect((await store.verify({})).problems).toEqual([]);
      expect((await store.verify({ key: KEY })).problems).toEqual([
        expect.stringMatching(/^checkpoint 3: its seal does not fit the key/),
      ]);
      expect((await store.verify({ anchor })).problems).toEqual([
        expect.stringMatching(/^the anchor is not/),
      ]);
      await tamper.editCheckpoint(3, { mac: null });
      expect((await store.verify({ key: KEY })).problems).toEqual([
        expect.stringMatching(/^checkpoint 3 carries no seal although earlier ones do/),
      ]);
    });

    it("finds that it was given another key", async () => {
      await sealedLog(opened());
      const { problems } = await opened().store.verify({ key: "another-key" });
      expect(problems[0]).toMatch(/^the key fits no seal/);
    });

    it("says how far the anchor reaches", async () => {
      const { hash: anchor } = await sealedLog(opened());
      const { store } = opened();
      await store.append("r-4", 3, [entry("finished", 6_000)]);
      const { problems, unknowns } = await store.verify({ key: KEY, anchor });
      expect(problems).toEqual([]);
      expect(unknowns).toEqual([expect.stringMatching(/^1 checkpoints are newer than the anchor/)]);
    });
  });

  describe("verify without a key at first", () => {
    const opened = eachStore(open);

    it("finds that there is no seal at all", async () => {
      await sealedLog(opened());
      const { problems } = await opened().store.verify({ key: KEY });
      expect(problems).toEqual(["no checkpoint carries a seal, although a key was given"]);
    });

    it("refuses an empty key", async () => {
      await expect(open({ logKey: "" })).rejects.toMatchObject({ code: "invalid-config" });
    });
  });
}

/** The hashes of a run's entries, as they must be. */
async function hashesOf({ store }: OpenedStore, run: string): Promise<string[]> {
  const kept = await store.read(run);
  let hash = genesisHash(run);
  return (kept?.entries ?? []).map((one) => {
    hash = chainHash(hash, JSON.stringify(one));
    return hash;
  });
}

/** The bytes of an entry with another sentence in it, and the hash that fits them. */
async function forged(opened: OpenedStore, run: string, seq: number) {
  const kept = await opened.store.read(run);
  const bytes = JSON.stringify({ ...kept?.entries[seq - 1], text: "nothing happened" });
  const previous = (await hashesOf(opened, run))[seq - 2] ?? genesisHash(run);
  return { bytes, hash: chainHash(previous, bytes) };
}

async function edited(opened: OpenedStore, run: string, seq: number): Promise<void> {
  const { bytes } = await forged(opened, run, seq);
  await opened.tamper.editEntry(run, seq, { bytes });
}

async function rehashed(opened: OpenedStore, run: string, seq: number): Promise<void> {
  await opened.tamper.editEntry(run, seq, await forged(opened, run, seq));
}

/** Everything about the newest closed run made anew, except for the seal, which nobody can make without the key. */
async function rewriteNewest(opened: OpenedStore, newest: Checkpoint): Promise<void> {
  const { tamper } = opened;
  const { bytes, hash: head } = await forged(opened, "r-3", 5);
  await tamper.editEntry("r-3", 5, { bytes, hash: head });
  await tamper.editRun("r-3", { head });
  await tamper.editCheckpoint(newest.n, { head, hash: checkpointHash({ ...newest, head }) });
}
