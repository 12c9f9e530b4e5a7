import { describe, expect, it } from "vitest";
import type { Store } from "../../../../lib/ports/store.ts";
import { createObjectStore } from "../../../../lib/stores/object/create-object-store.ts";
import { createRegistry } from "../../../../lib/stores/object/registration.ts";
import { entry, intake } from "../../../contract/store-fixtures.ts";
import { emptyObjects, memoryBucket } from "../../../fixtures/memory-bucket.ts";
import { nonces } from "../../../fixtures/nonces.ts";
import { APPENDING, KEY, LOCKED, openStore, PLAIN } from "./object-histories.ts";

/** Appends to a run that others append to as well, until it has succeeded so many times. */
async function contend(store: Store, name: string, count: number): Promise<void> {
  for (let won = 0, tries = 0; won < count && tries < 500; tries += 1) {
    const seq = (await store.read("shared"))?.entries.length ?? 0;
    const text = `${name} ${won}`;
    const appended = await store.append("shared", seq, [entry("decided", won, { text })]);
    if (appended.ok) won += 1;
  }
}

describe("several writers of a bucket with createOnly", () => {
  it("lose no append to one run and leave no gap, over snapshots and removals", async () => {
    const objects = emptyObjects();
    const names = ["a", "b", "c"];
    const stores = names.map(() => openStore(objects, LOCKED, { snapshotEvery: 10 }));
    await stores[0]?.accept(intake("shared"));
    await Promise.all(stores.map((store, index) => contend(store, names[index] ?? "", 30)));
    const kept = (await openStore(objects, LOCKED).read("shared"))?.entries ?? [];
    expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: 91 }, (_, index) => index + 1));
    const wanted = names.flatMap((name) => Array.from({ length: 30 }, (_, index) => `${name} ${index}`));
    const texts = kept.slice(1).map(({ text }) => text);
    expect(texts.sort()).toEqual(wanted.sort());
    expect((await stores[1]?.verify({ key: KEY }))?.problems).toEqual([]);
  });

  it("give each permit to one of them, and a delivery one run", async () => {
    const objects = emptyObjects();
    const stores = ["a", "b", "c"].map(() => openStore(objects, LOCKED));
    const won = await Promise.all(
      stores.map(async (store, index) => {
        await store.accept({ ...intake("same"), run: `same-${index}` });
        await store.accept(intake(`run-${index}`));
        let seq = 1;
        for (let permit = 0; permit < 10; permit += 1) {
          const permits = [`p-${permit}`];
          const appended = await store.append(`run-${index}`, seq, [entry("submitting", permit)], {
            permits,
          });
          if (appended.ok) seq += 1;
        }
        return seq - 1;
      }),
    );
    expect(won.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(await stores[0]?.verify({ key: KEY })).toMatchObject({ runs: 4, entries: 14, problems: [] });
  });

  it("take no number a second time, when one slept while it was used and removed", async () => {
    const objects = emptyObjects();
    const slept = openStore(objects, LOCKED);
    await slept.accept(intake("r-1"));
    const awake = openStore(objects, LOCKED);
    for (let seq = 1; seq < 200; seq += 1) {
      expect(await awake.append("r-1", seq, [entry("decided", seq)])).toMatchObject({ ok: true });
    }
    expect(objects.objects.has("journal/0000000000000002.json")).toBe(false);
    expect(await slept.append("r-1", 1, [entry("planned", 1)])).toEqual({ ok: false, conflict: "sequence" });
    expect(await slept.accept(intake("r-2"))).toMatchObject({ outcome: "new" });
    expect(await awake.accept({ ...intake("r-2"), run: "r-3" })).toEqual({
      outcome: "unfinished",
      run: "r-2",
    });
    expect((await awake.verify({ key: KEY })).problems).toEqual([]);
  });

  it("are refused where the bucket ignores the precondition, and where it is written in the other way", async () => {
    const store = openStore(emptyObjects(), { ...LOCKED, ignoresCreateOnly: true });
    await expect(store.accept(intake("r-1"))).rejects.toMatchObject({ code: "not-supported" });
    const objects = emptyObjects();
    await openStore(objects, PLAIN).accept(intake("r-1"));
    await expect(openStore(objects, LOCKED).accept(intake("r-2"))).rejects.toMatchObject({
      code: "invalid-config",
    });
  });
});

describe.each([
  ["with append", APPENDING],
  ["without append", PLAIN],
])("a second writer of a bucket %s", (_, kind) => {
  it("is seen by the first one, which answers nothing as written and stops for good", async () => {
    const objects = emptyObjects();
    const first = openStore(objects, kind);
    await first.accept(intake("r-1"));
    const second = openStore(objects, kind);
    expect(await second.append("r-1", 1, [entry("planned", 1)])).toMatchObject({ ok: true });
    const replaced = { code: "store-failed", details: { replaced: true } };
    const permits = ["p-1"];
    await expect(first.append("r-1", 1, [entry("submitting", 1)], { permits })).rejects.toMatchObject(
      replaced,
    );
    await expect(first.accept(intake("r-2"))).rejects.toMatchObject(replaced);
    expect((await first.read("r-1"))?.entries).toHaveLength(2);
    // What the first one wrote beside the log does not count, and holds nothing back.
    expect(await second.append("r-1", 2, [entry("submitting", 2)], { permits })).toMatchObject({ ok: true });
    const { problems, unknowns } = await second.verify({ key: KEY });
    expect(problems).toEqual([]);
    expect(unknowns.at(-1)).toMatch(/^records that arrived after another writer had followed: 1;/);
    // A third one is told the same.
    const third = openStore(objects, kind);
    await third.accept(intake("r-3"));
    expect(await third.verify({ key: KEY })).toMatchObject({ entries: 4, problems: [] });
  });

  it("adopts what the first one was told to be written while it registered", async () => {
    const objects = emptyObjects();
    const first = openStore(objects, kind);
    await first.accept(intake("r-1"));
    const both = await Promise.allSettled([
      first.append("r-1", 1, [entry("planned", 1)]),
      openStore(objects, kind).accept(intake("r-2")),
    ]);
    const kept = await openStore(objects, kind).read("r-1");
    if (both[0]?.status === "fulfilled") expect(kept?.entries).toHaveLength(2);
    expect((await openStore(objects, kind).verify({ key: KEY })).problems).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24])(
    "loses nothing acknowledged when the other begins %d requests later",
    async (later) => {
      const objects = emptyObjects();
      const first = openStore(objects, kind);
      const acknowledged: string[] = [];
      const work = async (store: Store, name: string) => {
        for (let index = 0; index < 4; index += 1) {
          const run = `${name}-${index}`;
          try {
            await store.accept(intake(run));
            acknowledged.push(run);
          } catch {
            // Stopped, or it came at the same moment: it was told so.
          }
        }
      };
      const one = work(first, "a");
      for (let turn = 0; turn < later * 4; turn += 1) await Promise.resolve();
      await Promise.all([one, work(openStore(objects, kind), "b")]);
      const reader = openStore(objects, kind);
      const lost = [];
      for (const run of acknowledged) if (!(await reader.read(run))) lost.push(run);
      const { problems } = await reader.verify({ key: KEY });
      // Without append two that register at the very same moment can hurt each other, and then verify says so.
      if (kind === APPENDING) expect(lost).toEqual([]);
      expect(problems.length > 0).toBe(lost.length > 0);
    },
  );
});

describe("a writer that nobody knows", () => {
  it("is reported for ever, and what it reserved stays reserved", async () => {
    const objects = emptyObjects();
    const unseen = emptyObjects();
    // Two worlds that never saw each other's chain: as if one registration had been overwritten.
    const nonce = nonces("z");
    const other = createObjectStore({ bucket: memoryBucket(unseen, PLAIN), nonce, singleWriter: true });
    await other.accept(intake("r-z"));
    await other.append("r-z", 1, [entry("submitting", 1)], { permits: ["p-1"] });
    for (const [key, bytes] of unseen.objects)
      if (key.startsWith("journal/")) objects.objects.set(key, bytes);
    const store = openStore(objects, PLAIN);
    await store.accept(intake("r-1"));
    const refused = { ok: false, conflict: "permit" };
    expect(await store.append("r-1", 1, [entry("submitting", 1)], { permits: ["p-1"] })).toEqual(refused);
    for (let seq = 1; seq < 30; seq += 1) await store.append("r-1", seq, [entry("decided", seq)]);
    const { problems } = await openStore(objects, PLAIN).verify({ key: KEY });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^journal\/.*written by a process that was not the writer of the log/);
    expect(await createRegistry(memoryBucket(objects, PLAIN)).newest()).toMatchObject({
      fence: expect.any(Number),
    });
  });
});
