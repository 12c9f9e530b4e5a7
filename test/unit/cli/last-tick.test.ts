import { expect, it } from "vitest";
import { lastTickMs } from "../../../lib/cli/last-tick.ts";
import { tickEvent } from "../../../lib/compose/node.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 15, 12, 0, 30);

async function storeWithTick(slotMs: number) {
  const store = createMemoryStore();
  const ids = { run: () => "run-1", call: () => "call-1" };
  await acceptEvent(tickEvent(slotMs, slotMs - MINUTE), { store, ids, clock: { now: () => slotMs } });
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
