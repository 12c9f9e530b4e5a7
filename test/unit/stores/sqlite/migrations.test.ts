import Database from "libsql";
import { describe, expect, it } from "vitest";
import { MIGRATIONS } from "../../../../lib/stores/sqlite/migrations.ts";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";
import { archiveUntil } from "../../../contract/store-archive-fixtures.ts";
import { DAY_MS, entry, intake } from "../../../contract/store-fixtures.ts";
import { fillVersionOne } from "../../../contract/store-version-one.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const KEY = "example-log-key";
const file = temporaryFolder();

function versionOf(path: string): unknown {
  const database = new Database(path);
  const row = database.prepare("SELECT schema_version FROM meta").get([]);
  database.close();
  return Reflect.get(Object(row), "schema_version");
}

describe("a file of the first version", () => {
  it("comes forward without a loss: every entry, hash, seal, claim and permit is as it was", async () => {
    const path = file("first.db");
    const before = await fillVersionOne(path);
    expect(versionOf(path)).toBe(1);
    const store = await openSqliteStore({ path, logKey: KEY });
    expect(versionOf(path)).toBe(MIGRATIONS.length);
    expect(await store.verify({ key: KEY })).toEqual(await before.verify({ key: KEY }));
    expect(await store.find({}, { limit: 100 })).toEqual(await before.find({}, { limit: 100 }));
    expect(await store.openRuns({ limit: 10 })).toEqual(await before.openRuns({ limit: 10 }));
    expect(await store.read("r-2")).toEqual(await before.read("r-2"));
    expect(await store.accept(intake("r-1"))).toEqual({ outcome: "finished", run: "r-1" });
    const late = await store.append("r-4", 3, [entry("submitting", 5_030)], { permits: ["p-1"] });
    expect(late).toEqual({ ok: false, conflict: "permit" });
    await store.close();
  });

  it("can do afterwards what came with the later versions", async () => {
    const path = file("first.db");
    await fillVersionOne(path);
    const store = await openSqliteStore({ path, logKey: KEY });
    const request = { holder: "r-4", resources: ["prod/notebook/nb-1"], nowMs: DAY_MS, untilMs: DAY_MS + 1 };
    expect(await store.takeLeases(request)).toMatchObject([{ fence: 1 }]);
    // Of verdicts from before only the reason is known; a new one has everything.
    const memory = { restartsMs: [DAY_MS] };
    const details = { memory };
    await store.append("r-4", 3, [
      entry("skipped", 5_040, { policy: "idle", resource: "prod/notebook/nb-1", details }),
    ]);
    const verdictOf = async (policy: string) => (await store.lastVerdicts(policy)).get("prod/notebook/nb-1");
    expect(await verdictOf("nights")).toEqual({ reason: "planned", atMs: 0, memory: {} });
    expect(await verdictOf("idle")).toMatchObject({ memory, atMs: DAY_MS + 5_040 });
    expect((await archiveUntil(store, "r-arch", 3_000)).record).toMatchObject({ from: 1, to: 3 });
    expect(await store.verify({ key: KEY })).toMatchObject({ checkpoints: 4, entries: 6, problems: [] });
    await store.close();
  });
});
