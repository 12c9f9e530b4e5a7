import { describe, expect, it } from "vitest";
import { withJsonLines } from "../../../lib/stores/json-lines.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { emptyMemoryState } from "../../../lib/stores/memory/memory-state.ts";
import { archiveUntil } from "../../contract/store-archive-fixtures.ts";
import { closedRun, entry, intake } from "../../contract/store-fixtures.ts";

function printing() {
  const lines: string[] = [];
  const state = emptyMemoryState();
  const store = withJsonLines(createMemoryStore({ state }), (line) => lines.push(line));
  return { lines, state, store };
}

describe("withJsonLines", () => {
  it("prints the bytes of every entry as they are kept, and every checkpoint", async () => {
    const { lines, state, store } = printing();
    const appended = await closedRun(store, "r-1", 0);
    expect(lines.slice(0, -1)).toEqual(state.log.map(({ kept }) => kept.bytes));
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ checkpoint: appended.ok ? appended.checkpoint : null });
  });

  it("prints the record of an archive, and its checkpoint", async () => {
    const { lines, state, store } = printing();
    await closedRun(store, "r-1", 0);
    lines.length = 0;
    const { archived } = await archiveUntil(store, "r-arch", 1_000);
    expect(lines.slice(0, -1)).toEqual(state.entries.get("r-arch")?.map(({ kept }) => kept.bytes));
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ checkpoint: archived.checkpoint });
  });

  it("prints of a frame how many machines it tells of", async () => {
    const { lines, state, store } = printing();
    await store.accept(intake("r-1"));
    const details = { slot: "2026-01-15T12:00:00.000Z", doubtful: [], machines: [{}, {}] };
    await store.append("r-1", 1, [{ ...entry("seen", 1), details }]);
    expect(JSON.parse(lines[1] ?? "").details).toEqual({ ...details, machines: 2 });
    expect(state.log[1]?.kept.bytes).toContain('"machines":[{},{}]');
  });

  it("prints nothing that was not written", async () => {
    const { lines, store } = printing();
    await store.accept(intake("r-1"));
    await store.accept(intake("r-1"));
    await store.append("r-1", 7, [entry("decided", 1)]);
    await expect(store.append("r-1", 1, [])).rejects.toThrow();
    expect(await store.accept(intake("r-2"), { openMax: 1 })).toEqual({ outcome: "full" });
    expect(lines).toHaveLength(1);
  });

  it("leaves the rest of the store as it is", async () => {
    const { store } = printing();
    expect(store.capabilities).toEqual({ exclusiveAppend: true, durable: false });
    expect(await store.listHolds(0)).toEqual([]);
  });
});
