import { describe, expect, it } from "vitest";
import { PROBLEMS_MAX } from "../../../lib/stores/findings.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { emptyMemoryState } from "../../../lib/stores/memory/memory-state.ts";
import { closedRun } from "../../contract/store-fixtures.ts";

const KEY = "example-log-key";

describe("verifyLog", () => {
  it("trusts checkpoints from before there was a key as far as the first seal vouches for them", async () => {
    const state = emptyMemoryState();
    await closedRun(createMemoryStore({ state }), "r-1", 0);
    await closedRun(createMemoryStore({ state }), "r-2", 100);
    await closedRun(createMemoryStore({ state, logKey: KEY }), "r-3", 200);
    const store = createMemoryStore({ state, logKey: KEY });
    const { problems, unknowns } = await store.verify({ key: KEY });
    expect(problems).toEqual([]);
    expect(unknowns[0]).toMatch(/^the first 2 checkpoints were made without a key/);
  });

  it("counts the problems beyond its limit instead of keeping them", async () => {
    const state = emptyMemoryState();
    const store = createMemoryStore({ state });
    for (let run = 0; run < PROBLEMS_MAX + 20; run += 1) await closedRun(store, `r-${run}`, run);
    for (const [name, run] of state.runs) state.runs.set(name, { ...run, claim: "x" });
    const { problems } = await store.verify({});
    expect(problems).toHaveLength(PROBLEMS_MAX + 1);
    expect(problems.at(-1)).toBe("and 20 more problems");
  });
});
