import { expect, it } from "vitest";
import { lastTickMs } from "../../../lib/cli/last-tick.ts";
import { tickEvent } from "../../../lib/compose/tick-event.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { entryAt } from "../../../lib/shell/entry.ts";
import { replayRun } from "../../../lib/shell/replay-run.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 15, 12, 0, 30);

/** A store that took in these slots, each when it came. */
async function storeWithTick(...slots: readonly number[]) {
  const store = createMemoryStore();
  for (const slotMs of slots) {
    const ids = { run: () => `run-${slotMs}`, call: () => "call-1" };
    await acceptEvent(tickEvent(slotMs, slotMs - MINUTE), { store, ids, clock: { now: () => slotMs } });
  }
  return store;
}

it("goes on from the last tick in the log", async () => {
  const slotMs = NOW - 25 * MINUTE;
  expect(await lastTickMs(await storeWithTick(slotMs), NOW)).toBe(slotMs);
});

it("begins with the last minute where there was none", async () => {
  expect(await lastTickMs(createMemoryStore(), NOW)).toBe(Date.UTC(2026, 0, 15, 11, 59));
});

it("does not catch up on what is more than an hour old", async () => {
  expect(await lastTickMs(await storeWithTick(NOW - 61 * MINUTE), NOW)).toBe(Date.UTC(2026, 0, 15, 11, 59));
});

it("does not wait for a tick that lies ahead, because the clock was wrong when it came", async () => {
  const before = NOW - 5 * MINUTE;
  expect(await lastTickMs(await storeWithTick(before, NOW + 180 * MINUTE), NOW)).toBe(before);
  expect(await lastTickMs(await storeWithTick(NOW + 180 * MINUTE), NOW)).toBe(Date.UTC(2026, 0, 15, 11, 59));
});

it("does not go back to a tick that was played again", async () => {
  const [early, late] = [NOW - 50 * MINUTE, NOW - 5 * MINUTE];
  const store = await storeWithTick(early, late);
  const entry = entryAt(NOW, { phase: "finished", reason: "parked" });
  await store.append(`run-${early}`, 1, [entry]);
  const ids = { run: () => "run-again", call: () => "call-1" };
  const asked = { run: `run-${early}`, by: "anna", why: null };
  await replayRun(asked, { store, ids, clock: { now: () => NOW } });
  expect(await lastTickMs(store, NOW)).toBe(late);
  expect(await lastTickMs(await storeWithTick(late, early), NOW)).toBe(late);
});
