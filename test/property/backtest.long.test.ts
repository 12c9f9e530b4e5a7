import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bothWays, framesOfAnything, framesOfRest } from "./backtest-frames.ts";
import { decidedIn, lives, logOf, playedFrom } from "./backtest-log.ts";

describe("a backtest of many logs that the real shell wrote", () => {
  it("decides as the log does, with or without what is left out, and finds no difference to itself", async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (life) => {
        const log = await logOf(life, 96);
        const left = playedFrom(log, { against: true });
        const whole = playedFrom(log, { settles: false });
        expect(left.told).toEqual(decidedIn(log));
        expect(left.counts).toEqual(whole.counts);
        expect(left.result.after).toEqual(whole.result.after);
        expect(playedFrom(log, { plans: false }).result.after).toEqual(whole.result.after);
        expect([left.result.changes, whole.result.changes]).toEqual([[], []]);
      }),
      { numRuns: 40 },
    );
  }, 300_000);
});

describe("frames in which anything may be", () => {
  it("come to the same, with or without what is left out", () => {
    fc.assert(
      fc.property(fc.oneof(framesOfAnything, framesOfRest), (log) => {
        const [left, whole, unseen] = bothWays(log);
        expect(left.counts).toEqual(whole.counts);
        expect(left.result).toEqual(whole.result);
        expect(unseen.result).toEqual(whole.result);
      }),
      { numRuns: 400 },
    );
  }, 300_000);
});
