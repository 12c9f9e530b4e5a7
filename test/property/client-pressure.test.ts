import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  askBreaker,
  BREAKER,
  type Breaker,
  type BreakerNews,
  CLOSED,
  type Moment,
  tellBreaker,
} from "../../lib/clients/pressure/breaker.ts";
import {
  askPace,
  countSent,
  type Pace,
  slowDown,
  speedUp,
  UNLIMITED,
} from "../../lib/clients/pressure/pace.ts";

const NOW = Date.parse("2026-09-01T08:30:00Z");
const CHANCE = fc.double({ min: 0, max: 0.999, noNaN: true });

/** Somebody asks for leave, or news comes of a call that had it. */
const STEP = fc.record({
  laterMs: fc.oneof(fc.nat({ max: 2_000 }), fc.nat({ max: 400_000 })),
  chance: CHANCE,
  does: fc.oneof(
    { weight: 3, arbitrary: fc.constant("ask" as const) },
    { weight: 4, arbitrary: fc.constantFrom("answered" as const, "failed" as const, "untold" as const) },
    { weight: 3, arbitrary: fc.constant("failed" as const) },
  ),
  which: fc.nat({ max: 20 }),
});

type BreakerStep = typeof STEP extends fc.Arbitrary<infer S> ? S : never;

/** A breaker with calls under way, which count how many trials each opening let out. */
function createField() {
  let breaker = CLOSED;
  let nowMs = NOW;
  let closings = 0;
  const underWay: (number | null)[] = [];
  const trials = new Map<string, number>();
  const count = (before: Breaker, change: number) => {
    const opening = `${closings}/${before.openings}`;
    trials.set(opening, (trials.get(opening) ?? 0) + change);
  };

  function ask(moment: Moment): void {
    const before = breaker;
    const word = askBreaker(breaker, moment);
    breaker = word.breaker;
    if (!("trial" in word)) return;
    underWay.push(word.trial);
    expect(word.trial === null).toBe(before.standing === "closed");
    if (word.trial !== null) count(before, 1);
  }

  function tell(news: BreakerNews, which: number, moment: Moment): void {
    if (underWay.length === 0) return;
    const before = breaker;
    const [trial = null] = underWay.splice(which % underWay.length, 1);
    breaker = tellBreaker(breaker, news, { ...moment, trial });
    // One that was never sent was no trial.
    if (news === "untold" && before.standing === "trying" && breaker.standing === "open") count(before, -1);
    if (before.standing !== "closed" && breaker.standing === "closed") closings += 1;
  }

  return {
    play: ({ laterMs, chance, does, which }: BreakerStep) => {
      nowMs += laterMs;
      const moment = { nowMs, random: () => chance };
      if (does === "ask") ask(moment);
      else tell(does, which, moment);
    },
    mostTrials: () => Math.max(0, ...trials.values()),
    end: () => ({ breaker, nowMs }),
  };
}

/** Waits as often as told: through a trial that never ends, and the opening that follows it. */
function waitsUntilLet(from: { readonly breaker: Breaker; readonly nowMs: number }): readonly number[] {
  const waits: number[] = [];
  let { breaker, nowMs } = from;
  for (let tries = 0; tries < 70; tries += 1) {
    const word = askBreaker(breaker, { nowMs, random: () => 0.999 });
    breaker = word.breaker;
    if ("trial" in word) return waits;
    nowMs += word.heldMs;
    waits.push(word.heldMs);
  }
  throw new Error("nobody was ever let through");
}

/** Whether so many failures come in a row, with nothing answered between them. */
function hasRow(news: readonly BreakerNews[], length: number): boolean {
  const text = news.filter((one) => one !== "untold").map((one) => (one === "failed" ? "f" : "a"));
  return text.join("").includes("f".repeat(length));
}

describe("the circuit breaker", () => {
  it("never lets more than one trial through per opening, whatever comes in whatever order", () => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 200 }), (steps) => {
        const field = createField();
        for (const step of steps) field.play(step);
        expect(field.mostTrials()).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it("never holds anybody for longer than the longest opening, and always lets a call out after it", () => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 100 }), (steps) => {
        const field = createField();
        for (const step of steps) field.play(step);
        const waits = waitsUntilLet(field.end());
        expect(Math.max(0, ...waits)).toBeLessThanOrEqual(BREAKER.openMaxMs * 1.25);
      }),
      { numRuns: 200 },
    );
  });

  it("opens when five failures come in a row, and only then", () => {
    const news = fc.array(fc.constantFrom("answered" as const, "failed" as const, "untold" as const), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(news, (all) => {
        const told = { nowMs: NOW, random: () => 0.5, trial: null };
        const end = all.reduce((breaker, one) => tellBreaker(breaker, one, told), CLOSED);
        expect(end.standing).toBe(hasRow(all, BREAKER.failuresMax) ? "open" : "closed");
      }),
      { numRuns: 300 },
    );
  });
});

/** Calls that ask one after the other; answers when each leaves. Those who would wait too long are turned away. */
function departures(
  first: Pace,
  asks: readonly { readonly laterMs: number; readonly chance: number; readonly answered: boolean }[],
): { readonly leftMs: readonly number[]; readonly rateMax: number } {
  const leftMs: number[] = [];
  let pace = first;
  let rateMax = pace.rate;
  let nowMs = NOW;
  for (const { laterMs, chance, answered } of asks) {
    nowMs += laterMs;
    const word = askPace(pace, { nowMs, waitMaxMs: 20_000, random: () => chance });
    pace = word.pace;
    if ("waitMs" in word) leftMs.push(nowMs + word.waitMs);
    if (answered) pace = speedUp(pace, nowMs);
    rateMax = Math.max(rateMax, pace.rate);
  }
  return { leftMs: leftMs.toSorted((a, b) => a - b), rateMax };
}

/** Whether any stretch of time saw more than rate × its length, and two more. */
function fastest(leftMs: readonly number[], rate: number): number {
  let most = 0;
  for (const [from, fromMs] of leftMs.entries()) {
    for (const [to, toMs] of leftMs.entries()) {
      if (to >= from) most = Math.max(most, to - from + 1 - (rate * (toMs - fromMs)) / 1_000);
    }
  }
  return most;
}

const ASKS = fc.array(fc.record({ laterMs: fc.nat({ max: 300 }), chance: CHANCE, answered: fc.boolean() }), {
  maxLength: 80,
});

function limited(sentBefore: number, retryAfterMs: number | undefined): Pace {
  let pace = UNLIMITED;
  for (let index = 0; index < sentBefore; index += 1) pace = countSent(pace, NOW - index);
  return slowDown(pace, { nowMs: NOW, retryAfterMs, rateMin: 1 });
}

describe("the pace", () => {
  const silence = fc.option(fc.nat({ max: 15_000 }), { nil: undefined });

  it("never lets more than rate × time and two calls through after a 429", () => {
    fc.assert(
      fc.property(fc.nat({ max: 200 }), silence, ASKS, (sent, retryAfterMs, asks) => {
        const { leftMs, rateMax } = departures(limited(sent, retryAfterMs), asks);
        expect(fastest(leftMs, rateMax)).toBeLessThanOrEqual(2 + 1e-6);
      }),
      { numRuns: 200 },
    );
  });

  it("never lets anything through before Retry-After", () => {
    fc.assert(
      fc.property(fc.nat({ max: 200 }), fc.nat({ max: 15_000 }), ASKS, (sent, retryAfterMs, asks) => {
        const { leftMs } = departures(limited(sent, retryAfterMs), asks);
        expect(Math.min(Number.POSITIVE_INFINITY, ...leftMs)).toBeGreaterThanOrEqual(NOW + retryAfterMs);
      }),
    );
  });

  it("delays nobody while there are only successes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100 }), { maxLength: 300 }), (gaps) => {
        let pace = UNLIMITED;
        let nowMs = NOW;
        for (const gap of gaps) {
          nowMs += gap;
          const word = askPace(pace, { nowMs, waitMaxMs: 0, random: () => 0.999 });
          expect(word).toMatchObject({ waitMs: 0 });
          pace = speedUp(countSent(word.pace, nowMs), nowMs);
        }
      }),
    );
  });
});
