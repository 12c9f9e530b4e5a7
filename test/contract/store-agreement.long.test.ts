import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewEntry, StatusPhase } from "../../lib/domain/status.ts";
import type { LogFilter } from "../../lib/ports/log-reader.ts";
import type { Store } from "../../lib/ports/store.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { archiveUntil } from "./store-archive-fixtures.ts";
import { DAY_MS, entry, intake } from "./store-fixtures.ts";

const RUNS = ["r-1", "r-2", "r-3", "r-4"];
const RESOURCES = ["prod/notebook/nb-1", "prod/notebook/nb-10", "lab/dev-server/s-1", "odd \0 name"];
const PHASES: readonly StatusPhase[] = ["planned", "skipped", "submitting", "succeeded", "failed"];
const SPAN_MS = 500;

const milliseconds = fc.integer({ min: 0, max: SPAN_MS });
const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values));

/** What an entry says of memory: nothing at all, something, or something that is none; with a step or without. */
const remembered = fc.record({
  step: fc.constantFrom(null, "s-1"),
  details: fc.constantFrom({}, { memory: {} }, { memory: { restartsMs: [DAY_MS] } }, { memory: "none" }),
});

/** An append of a few entries to one of the runs; times go forth and back, as those of several writers do. */
const appends = fc.record({
  run: fc.constantFrom(...RUNS),
  entries: fc.array(
    fc
      .tuple(
        fc.constantFrom(...PHASES),
        milliseconds,
        maybe(["nights", "idle"]),
        maybe(RESOURCES),
        remembered,
      )
      .map(
        ([phase, ms, policy, resource, parts]): NewEntry =>
          entry(phase, ms, { policy, resource, action: "stop", ...parts }),
      ),
    { minLength: 1, maxLength: 4 },
  ),
});

const filters: fc.Arbitrary<LogFilter> = fc.record(
  {
    run: fc.constantFrom(...RUNS),
    resource: fc.constantFrom(...RESOURCES, "nb-1", "lab", "o", "nothing"),
    policy: fc.constantFrom("nights", "idle"),
    phases: fc.array(fc.constantFrom(...PHASES), { maxLength: 3 }),
    sinceMs: milliseconds.map((ms) => DAY_MS + ms),
    untilMs: milliseconds.map((ms) => DAY_MS + ms),
    open: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Everything that a store says about a filter, page by page. */
async function pagesOf(store: Store, filter: LogFilter, limit: number, newest: boolean) {
  const pages: unknown[] = [];
  let after: string | null = null;
  for (let page = 0; page < 3; page += 1) {
    const options: { limit: number; newest: boolean; after?: string } = { limit, newest };
    if (after !== null) options.after = after;
    const found = await store.find(filter, options);
    pages.push(found);
    after = found.cursor;
  }
  return pages;
}

describe("memory store and embedded store", () => {
  const memory = createMemoryStore({ logKey: "example-log-key" });
  let folder = "";
  let sqlite: Store;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "curfew-agreement-"));
    sqlite = await openSqliteStore({ path: join(folder, "curfew.db"), logKey: "example-log-key" });
    const [script = []] = fc.sample(fc.array(appends, { minLength: 60, maxLength: 60 }), {
      numRuns: 1,
      seed: 11,
    });
    for (const store of [memory, sqlite]) {
      for (const [index, run] of RUNS.entries()) await store.accept(intake(run, index * 50));
      for (const { run, entries } of script) {
        const seq = (await store.read(run))?.entries.length ?? 0;
        await store.append(run, seq, entries);
      }
      await store.append("r-1", (await store.read("r-1"))?.entries.length ?? 0, [entry("finished", 99)]);
    }
  });

  afterAll(async () => {
    await sqlite.close();
    await rm(folder, { recursive: true });
  });

  it("agree on every search, page by page", async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(1, 7, 1_000), fc.boolean(), async (filter, limit, newest) => {
        const expected = await pagesOf(memory, filter, limit, newest);
        expect(await pagesOf(sqlite, filter, limit, newest)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("agree on every projection and every hash", async () => {
    for (const policy of ["nights", "idle"]) {
      expect(await sqlite.lastVerdicts(policy)).toEqual(await memory.lastVerdicts(policy));
    }
    for (const ms of [0, 100, SPAN_MS]) {
      expect(await sqlite.recentActions(DAY_MS + ms)).toEqual(await memory.recentActions(DAY_MS + ms));
    }
    expect(await sqlite.openRuns({ limit: 10 })).toEqual(await memory.openRuns({ limit: 10 }));
    const verification = await memory.verify({ key: "example-log-key" });
    expect(verification).toMatchObject({ checkpoints: 1, problems: [] });
    expect(await sqlite.verify({ key: "example-log-key" })).toEqual(verification);
  });

  it("agree after an archive: on its bytes, on every search, and on what is left", async () => {
    const archived = [];
    for (const store of [memory, sqlite]) archived.push(await archiveUntil(store, "r-arch", 1_000, 2_000));
    expect(archived[1]).toEqual(archived[0]);
    expect(await sqlite.verify({})).toEqual(await memory.verify({}));
    expect(await sqlite.recentActions(0)).toEqual(await memory.recentActions(0));
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(1, 7), fc.boolean(), async (filter, limit, newest) => {
        const expected = await pagesOf(memory, filter, limit, newest);
        expect(await pagesOf(sqlite, filter, limit, newest)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
