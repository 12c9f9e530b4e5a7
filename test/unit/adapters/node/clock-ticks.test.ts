import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type ClockTicks, startClock } from "../../../../lib/adapters/node/clock-ticks.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 4, 12, 20, 0, 30);

const clocks: ClockTicks[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
});

afterEach(async () => {
  for (const clock of clocks.splice(0)) await clock.stop();
  vi.useRealTimers();
});

/** Starts the clock; the slots it ticks are told as `hh:mm`. */
function started(): { readonly slots: string[]; readonly clock: ClockTicks } {
  const slots: string[] = [];
  const clock = startClock({
    now: Date.now,
    sinceMs: START_MS - 30_000,
    catchUpMs: 15 * MINUTE_MS,
    onTick: async (slotMs) => slots.push(new Date(slotMs).toISOString().slice(11, 16)),
    onJump: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  clocks.push(clock);
  return { slots, clock };
}

it("ticks once a minute", async () => {
  const { slots } = started();
  await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
  expect(slots).toEqual(["20:01", "20:02", "20:03"]);
});

it("goes on ticking when the clock is set back by hours", async () => {
  const { slots } = started();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  vi.setSystemTime(START_MS - 180 * MINUTE_MS);
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
  expect(slots).toEqual(["20:01", "17:00", "17:01", "17:02"]);
});

it("goes on ticking when the clock leaps ahead, and says nothing on the side", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const { slots } = started();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  vi.setSystemTime(START_MS + 600 * MINUTE_MS);
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
  expect(slots).toEqual(["20:01", "06:00", "06:01", "06:02"]);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

it("is silent once it is stopped", async () => {
  const { slots, clock } = started();
  await clock.stop();
  await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
  expect(slots).toEqual([]);
});
