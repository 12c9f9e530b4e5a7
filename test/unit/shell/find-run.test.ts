import { describe, expect, it } from "vitest";
import { findRun } from "../../../lib/shell/find-run.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { receive, tick } from "../cli/log-fixtures.ts";

async function storeWith(...runs: readonly string[]) {
  const store = createMemoryStore();
  for (const [index, run] of runs.entries()) await receive(store, run, { event: tick(index) });
  return store;
}

describe("findRun", () => {
  it.each(["r0aaaa10c46d", "10c46d", "r0aa"])("finds a run by %s", async (text) => {
    expect(await findRun(await storeWith("r0aaaa10c46d", "r0bbbb20c47e"), text)).toBe("r0aaaa10c46d");
  });

  it("takes a whole id for what it is, although another run begins like it", async () => {
    expect(await findRun(await storeWith("r0aaaa", "r0aaaa10c46d"), "r0aaaa")).toBe("r0aaaa");
  });

  it("refuses a part that more than one run has, and names them", async () => {
    const store = await storeWith("r0aaaa10c46d", "r0aaaa20c47e");
    await expect(findRun(store, "r0aaaa")).rejects.toThrow(
      /more than one run fits: r0aaaa10c46d, r0aaaa20c47e$/,
    );
  });

  it.each(["r0", "zzzzzz", ""])("refuses %j and says where runs are listed", async (text) => {
    await expect(findRun(await storeWith("r0aaaa10c46d"), text)).rejects.toThrow(
      /no run has this id; .*curfew status/,
    );
  });
});
