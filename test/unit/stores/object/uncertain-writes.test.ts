import { describe, expect, it } from "vitest";
import { at, DAY_MS, entry, intake } from "../../../contract/store-fixtures.ts";
import { emptyObjects, type Trouble } from "../../../fixtures/memory-bucket.ts";
import { KEY, KINDS, openStore } from "./object-histories.ts";

describe.each(KINDS)("a write without an answer, in a bucket %s", (_, kind) => {
  it.each<Trouble>(["lost-before", "lost-after"])("is read back, and happens once: %s", async (fault) => {
    const objects = emptyObjects();
    let seen = 0;
    const trouble = ({ method }: { readonly method: string }): Trouble => {
      if (method !== "put" && method !== "append") return "none";
      seen += 1;
      return seen % 2 === 0 ? fault : "none";
    };
    const store = openStore(objects, { ...kind, trouble }, { snapshotEvery: 1_000 });
    // The layout's own proof may be lost as well; whoever was told so comes again.
    await store.accept(intake("r-1")).catch(() => store.accept(intake("r-1")));
    for (let seq = 1; seq < 8; seq += 1) {
      const permits = [`p-${seq}`];
      expect(await store.append("r-1", seq, [entry("submitting", seq)], { permits })).toMatchObject({
        ok: true,
      });
    }
    const reader = openStore(objects, kind);
    expect((await reader.read("r-1"))?.entries).toHaveLength(8);
    expect((await reader.verify({ key: KEY })).problems).toEqual([]);
  });

  it("fails as a store that cannot promise it, and the next one is written behind what is there", async () => {
    const objects = emptyObjects();
    let fault: Trouble = "none";
    const trouble = ({ method, key }: { readonly method: string; readonly key: string }): Trouble =>
      key.startsWith("journal/") && (method === "put" || fault === "refused") ? fault : "none";
    const store = openStore(objects, { ...kind, trouble });
    await store.accept(intake("r-1"));
    fault = "lost-before";
    const lost = store.append("r-1", 1, [entry("planned", 1)]);
    await expect(lost).rejects.toMatchObject({ code: "store-failed", details: { ambiguous: true } });
    fault = "refused";
    await expect(store.append("r-1", 1, [entry("planned", 2)])).rejects.toMatchObject({
      code: "store-failed",
    });
    fault = "none";
    expect(await store.append("r-1", 1, [entry("planned", 3)])).toMatchObject({ ok: true });
    expect((await store.read("r-1"))?.entries.map(({ at: time }) => time)).toEqual([at(0), at(3)]);
    expect((await store.verify({ key: KEY })).problems).toEqual([]);
  });
});

describe.each(KINDS)("late listings of a bucket %s", (_, kind) => {
  it("hide nothing from the process that comes after one that died", async () => {
    const objects = emptyObjects();
    const late = { ...kind, listingDelayMs: () => 60_000 };
    // A bucket that keeps `createOnly` promises fresh listings; the others may be late for ever.
    const bucket = kind.freshListings ? kind : late;
    for (let life = 0; life < 12; life += 1) {
      const store = openStore(objects, bucket);
      await store.accept(intake(`r-${life}`, life * 1_500));
      await store.append(`r-${life}`, 1, [entry("finished", life * 1_500 + 1)]);
    }
    const found = await openStore(objects, bucket).verify({ key: KEY });
    expect(found).toMatchObject({ runs: 12, entries: 24, checkpoints: 12, problems: [] });
  });

  it("hide no hold from the process that put it, and none for ever from the others", async () => {
    const objects = emptyObjects();
    let nowMs = 0;
    const bucket = { ...kind, listingDelayMs: () => 60_000, nowMs: () => nowMs };
    const own = openStore(objects, bucket);
    const hold = {
      resource: "prod/notebook/nb-1",
      owner: "u-101",
      reason: "training",
      createdAt: at(0),
      until: at(9),
    };
    await own.putHold(hold);
    expect(await own.listHolds(DAY_MS)).toEqual([hold]);
    nowMs = 60_000;
    expect(await openStore(objects, bucket).listHolds(DAY_MS)).toEqual([hold]);
  });
});
