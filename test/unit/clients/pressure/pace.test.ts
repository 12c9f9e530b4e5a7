import { describe, expect, it } from "vitest";
import {
  askPace,
  countSent,
  PACE,
  type Pace,
  slowDown,
  speedUp,
  UNLIMITED,
} from "../../../../lib/clients/pressure/pace.ts";

/** Falls on the beginning of a stretch of counting. */
const NOW = Date.parse("2026-09-01T08:30:00Z");
const none = () => 0;

function sentEvery(everyMs: number, fromMs: number, toMs: number, pace: Pace = UNLIMITED): Pace {
  let state = pace;
  for (let ms = fromMs; ms < toMs; ms += everyMs) state = countSent(state, ms);
  return state;
}

const throttled = (pace: Pace, nowMs = NOW, retryAfterMs?: number) =>
  slowDown(pace, { nowMs, retryAfterMs, rateMin: 1 });

function ask(pace: Pace, nowMs: number, { random = none, waitMaxMs = 60_000 } = {}) {
  return askPace(pace, { nowMs, waitMaxMs, random });
}

/** Asks so many times at one moment; answers the waits. */
function waits(pace: Pace, count: number, given: { nowMs?: number; random?: () => number } = {}) {
  const { nowMs = NOW, random = none } = given;
  const found: number[] = [];
  let state = pace;
  for (let index = 0; index < count; index += 1) {
    const word = ask(state, nowMs, { random, waitMaxMs: 600_000 });
    if (!("waitMs" in word)) throw new Error("a moment was expected");
    found.push(word.waitMs);
    state = word.pace;
  }
  return found;
}

describe("a pace", () => {
  it("holds nobody up before the first 429", () => {
    const busy = sentEvery(1, NOW, NOW + 5_000);
    expect(ask(busy, NOW + 5_000)).toEqual({ pace: busy, waitMs: 0 });
    expect(speedUp(busy, NOW)).toBe(busy);
  });

  it("falls to half of what was really sent", () => {
    const twenty = sentEvery(50, NOW - 10_000, NOW);
    expect(throttled(twenty).rate).toBeCloseTo(10, 0);
    expect(throttled(sentEvery(50, NOW - 11_000, NOW), NOW + 900).rate).toBeLessThan(10);
  });

  it("falls never below one call a second, or what is set in its place", () => {
    expect(throttled(UNLIMITED).rate).toBe(1);
    expect(throttled(sentEvery(700, NOW - 5_000, NOW)).rate).toBe(1);
    expect(slowDown(UNLIMITED, { nowMs: NOW, retryAfterMs: undefined, rateMin: 50 }).rate).toBe(50);
  });

  it("is halved once by the many answers to one burst, and again when it was still too fast", () => {
    const busy = sentEvery(50, NOW - 10_000, NOW);
    const once = throttled(busy);
    expect(throttled(throttled(once, NOW + 10), NOW + 20).rate).toBeCloseTo(once.rate, 0);
    const paced = sentEvery(100, NOW, NOW + 6_000, once);
    expect(throttled(paced, NOW + 6_000).rate).toBeCloseTo(once.rate / 2, 0);
  });

  it("hands out moments one after the other, a share of a second apart", () => {
    expect(waits(throttled(UNLIMITED), 4)).toEqual([1_000, 2_000, 3_000, 4_000]);
    expect(waits(throttled(UNLIMITED), 3, { nowMs: NOW + 5_000 })).toEqual([0, 1_000, 2_000]);
  });

  it("draws each moment within its own share, where somebody has to wait", () => {
    const late = { nowMs: NOW + 5_000, random: () => 0.75 };
    expect(waits(throttled(UNLIMITED), 3, late)).toEqual([0, 1_750, 2_750]);
  });

  it("lets nothing out before Retry-After, and then one after the other", () => {
    const quiet = throttled(UNLIMITED, NOW, 10_000);
    expect(waits(quiet, 3)).toEqual([10_000, 11_000, 12_000]);
    const later = throttled(quiet, NOW + 1_000, 0);
    expect(waits(later, 1, { nowMs: NOW + 1_000 })).toEqual([9_000]);
  });

  it("takes no more silence than five minutes from an answer", () => {
    expect(waits(throttled(UNLIMITED, NOW, 365 * 86_400_000), 1)).toEqual([300_000]);
    expect(waits(throttled(UNLIMITED, NOW, -5_000), 1)).toEqual([1_000]);
  });

  it("refuses whoever does not want to wait so long, and keeps no moment for it", () => {
    const state = throttled(UNLIMITED, NOW, 10_000);
    expect(ask(state, NOW, { waitMaxMs: 9_999 })).toEqual({ pace: state, heldMs: 10_000 });
  });

  it("makes the moments void that were handed out before another 429", () => {
    const first = throttled(UNLIMITED);
    expect(throttled(first, NOW + 1).turn).toBe(first.turn + 1);
    const { pace } = ask(first, NOW);
    expect(waits(throttled(pace, NOW + 1), 1, { nowMs: NOW + 1 })).toEqual([1_000]);
  });

  it("grows by about a call a second in each second in which it is used up", () => {
    let state = throttled(UNLIMITED);
    let nowMs = NOW;
    while (nowMs < NOW + 10_000) {
      nowMs += 1_000 / state.rate;
      state = speedUp(countSent(state, nowMs), nowMs);
    }
    expect(state.rate).toBeGreaterThan(9);
    expect(state.rate).toBeLessThan(14);
  });

  it("forgets the limit once it is well above what is sent and nothing was throttled for half a minute", () => {
    const state = throttled(UNLIMITED);
    expect(speedUp(state, NOW + PACE.calmMs - 1).rate).toBe(2);
    expect(speedUp(state, NOW + PACE.calmMs).rate).toBe(Number.POSITIVE_INFINITY);
  });

  it("keeps the limit while it is used, and while somebody waits in line", () => {
    const used = sentEvery(500, NOW, NOW + 40_000, { ...throttled(UNLIMITED), rate: 2 });
    expect(speedUp(used, NOW + 40_000).rate).toBe(2.5);
    let queued = throttled(UNLIMITED);
    for (let index = 0; index < 50; index += 1) queued = ask(queued, NOW + 29_000).pace;
    expect(speedUp(queued, NOW + 31_000).rate).toBe(2);
  });

  it("forgets the limit after five minutes without a 429, whatever is sent", () => {
    const state = throttled(UNLIMITED);
    expect(ask(state, NOW + PACE.forgetMs - 1, {})).toMatchObject({ waitMs: 0 });
    expect(waits(state, 2, { nowMs: NOW + PACE.forgetMs - 1 })).toEqual([0, 1_000]);
    expect(waits(state, 3, { nowMs: NOW + PACE.forgetMs })).toEqual([0, 0, 0]);
  });

  it("waits for no moment that lies in the future because the clock was set back", () => {
    const state = countSent(throttled(UNLIMITED, NOW, 10_000), NOW);
    expect(waits(state, 2, { nowMs: NOW - 3_600_000 })).toEqual([0, 0]);
  });
});
