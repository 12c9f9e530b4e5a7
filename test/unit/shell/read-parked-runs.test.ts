import { expect, it } from "vitest";
import type { Store } from "../../../lib/ports/store.ts";
import { entryAt } from "../../../lib/shell/entry.ts";
import { PARKED_DAYS, readParkedRuns } from "../../../lib/shell/read-parked-runs.ts";
import { replayRun } from "../../../lib/shell/replay-run.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { webhook } from "../../fixtures/policies.ts";
import { NOON_MS } from "../cli/fake-terminal.ts";
import { add, finished, receive } from "../cli/log-fixtures.ts";

const DAY_MS = 86_400_000;

async function end(store: Store, run: string, { beforeMs = 0, reason = "parked" as "parked" | "done" } = {}) {
  await receive(store, run, { event: { ...webhook(), id: `of-${run}` }, beforeMs });
  const text = `the end of ${run}`;
  await add(store, run, [entryAt(NOON_MS - beforeMs, { phase: "finished", reason, text })]);
}

it("are those that ended as parked in the last days, oldest first, with what they came from", async () => {
  const store = createMemoryStore();
  await end(store, "r-old", { beforeMs: PARKED_DAYS * DAY_MS + 1 });
  await end(store, "r-first", { beforeMs: PARKED_DAYS * DAY_MS });
  await end(store, "r-done", { reason: "done" });
  await end(store, "r-second");
  await receive(store, "r-open");
  expect(await readParkedRuns(store, NOON_MS)).toEqual([
    {
      run: "r-first",
      what: "webhook.received from ci",
      parkedAt: new Date(NOON_MS - PARKED_DAYS * DAY_MS).toISOString(),
      text: "the end of r-first",
    },
    {
      run: "r-second",
      what: "webhook.received from ci",
      parkedAt: new Date(NOON_MS).toISOString(),
      text: "the end of r-second",
    },
  ]);
});

it("are told no more once somebody plays them again; a replay that is parked itself is", async () => {
  const store = createMemoryStore();
  await end(store, "r-first");
  const ids = { run: () => "r-again", call: () => "c1" };
  await replayRun({ run: "r-first", by: "anna", why: null }, { store, ids, clock: { now: () => NOON_MS } });
  expect(await readParkedRuns(store, NOON_MS)).toEqual([]);
  await add(store, "r-again", [{ ...finished(), reason: "parked" }]);
  expect((await readParkedRuns(store, NOON_MS)).map(({ run }) => run)).toEqual(["r-again"]);
});
