import { describe, expect, it } from "vitest";
import {
  askBreaker,
  BREAKER,
  type Breaker,
  type BreakerNews,
  CLOSED,
  mayStillGo,
  tellBreaker,
} from "../../../../lib/clients/pressure/breaker.ts";

const NOW = Date.parse("2026-09-01T08:30:00Z");
/** In the middle, an opening lasts exactly as long as the table says. */
const middle = () => 0.5;
const at = (nowMs: number, random = middle) => ({ nowMs, random });

function told(breaker: Breaker, news: readonly BreakerNews[], nowMs = NOW): Breaker {
  return news.reduce((state, one) => tellBreaker(state, one, { ...at(nowMs), trial: null }), breaker);
}

const failures = (count: number) => Array.from({ length: count }, () => "failed" as const);
const OPEN = told(CLOSED, failures(BREAKER.failuresMax));

/** Lets a trial out when the opening is over; fails the test when there is none. */
function tryOut(breaker: Breaker): { readonly breaker: Breaker; readonly trial: number } {
  const word = askBreaker(breaker, at(breaker.untilMs));
  if (!("trial" in word) || word.trial === null) throw new Error("a trial was expected");
  return { breaker: word.breaker, trial: word.trial };
}

describe("a breaker", () => {
  it("lets everything through while failures do not come in a row", () => {
    const four = failures(BREAKER.failuresMax - 1);
    const state = told(CLOSED, [...four, "answered", ...four, "untold"]);
    expect(askBreaker(state, at(NOW))).toEqual({ breaker: state, trial: null });
    expect(told(CLOSED, ["answered"])).toBe(CLOSED);
  });

  it("opens at the fifth failure in a row and refuses everything for thirty seconds", () => {
    expect(OPEN).toMatchObject({ standing: "open", failures: 5, openings: 1 });
    expect(askBreaker(OPEN, at(NOW))).toMatchObject({ heldMs: 30_000 });
    expect(askBreaker(OPEN, at(NOW + 29_999))).toMatchObject({ heldMs: 1 });
    expect(askBreaker(OPEN, at(NOW + 30_000))).toMatchObject({ trial: 1 });
  });

  it("stays open a quarter longer or shorter, as chance has it", () => {
    const opened = (random: () => number) => {
      const almost = told(CLOSED, failures(BREAKER.failuresMax - 1));
      return tellBreaker(almost, "failed", { ...at(NOW, random), trial: null }).untilMs - NOW;
    };
    expect(opened(() => 0)).toBe(22_500);
    expect(opened(() => 0.999)).toBeCloseTo(37_500, -2);
  });

  it("lets one trial out, and asks everybody else to come back in a moment", () => {
    const { breaker } = tryOut(OPEN);
    expect(askBreaker(breaker, at(OPEN.untilMs))).toEqual({ breaker, heldMs: BREAKER.trialPauseMs });
    expect(askBreaker(breaker, at(OPEN.untilMs + 59_999))).toMatchObject({ heldMs: 1 });
  });

  it("closes when the trial is answered, and counts anew", () => {
    const { breaker, trial } = tryOut(OPEN);
    const closed = tellBreaker(breaker, "answered", { ...at(NOW), trial });
    expect(closed).toMatchObject({ standing: "closed", failures: 0, openings: 0 });
    expect(told(closed, failures(4)).standing).toBe("closed");
    const again = told(closed, failures(5));
    expect(again.untilMs - NOW).toBe(30_000);
  });

  it("doubles its openings while trials fail, up to five minutes", () => {
    const lasted: number[] = [];
    let state = OPEN;
    for (let round = 0; round < 6; round += 1) {
      lasted.push(state.untilMs - state.sinceMs);
      const { breaker, trial } = tryOut(state);
      state = tellBreaker(breaker, "failed", { ...at(state.untilMs), trial });
    }
    expect(lasted).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
    expect(state.failures).toBe(11);
  });

  it("is not blocked by a trial that never ends: it counts as failed", () => {
    const { breaker } = tryOut(OPEN);
    const lateMs = OPEN.untilMs + BREAKER.trialMs;
    const word = askBreaker(breaker, at(lateMs));
    expect(word).toMatchObject({ breaker: { standing: "open", openings: 2 }, heldMs: 60_000 });
    expect(askBreaker(word.breaker, at(lateMs + 60_000))).toMatchObject({ trial: 2 });
  });

  it("believes the last trial however late it is answered, and no older one", () => {
    const first = tryOut(OPEN);
    const { breaker: again } = askBreaker(first.breaker, at(OPEN.untilMs + BREAKER.trialMs));
    expect(tellBreaker(again, "answered", { ...at(NOW), trial: first.trial }).standing).toBe("closed");
    expect(tellBreaker(again, "failed", { ...at(NOW), trial: first.trial })).toBe(again);
    const second = tryOut(again);
    expect(tellBreaker(second.breaker, "answered", { ...at(NOW), trial: first.trial })).toBe(second.breaker);
    const closed = tellBreaker(second.breaker, "answered", { ...at(NOW), trial: second.trial });
    const reopened = told(closed, failures(5));
    expect(tellBreaker(reopened, "answered", { ...at(NOW), trial: first.trial })).toBe(reopened);
  });

  it("gives a trial that was never sent to the next call", () => {
    const { breaker, trial } = tryOut(OPEN);
    const free = tellBreaker(breaker, "untold", { ...at(OPEN.untilMs + 1), trial });
    expect(free).toMatchObject({ standing: "open", openings: 1, failures: 5 });
    expect(askBreaker(free, at(OPEN.untilMs + 1))).toMatchObject({ trial: 2 });
  });

  it("does not listen to calls that left before it opened", () => {
    expect(told(OPEN, ["answered", "failed", "failed", "untold"])).toBe(OPEN);
  });

  it("does not stay open for ever when the clock is set back", () => {
    expect(askBreaker(OPEN, at(NOW - 3_600_000))).toMatchObject({ trial: 1 });
  });

  it("tells a call that had leave before whether it still has", () => {
    const { breaker, trial } = tryOut(OPEN);
    expect([mayStillGo(CLOSED, null), mayStillGo(OPEN, null), mayStillGo(OPEN, 1)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([mayStillGo(breaker, null), mayStillGo(breaker, trial), mayStillGo(breaker, trial - 1)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
