import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bothWays, framesOfAnything, framesOfRest } from "./backtest-frames.ts";
import { decidedIn, lives, logOf, playedFrom } from "./backtest-log.ts";

describe("a backtest of the config that wrote the log", () => {
  it("comes to the same counts of the same reasons in every pass, and to the stops that were sent", async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (life) => {
        const log = await logOf(life, 30);
        const { told, result } = playedFrom(log);
        expect(told).toEqual(decidedIn(log));
        expect(result.changes).toEqual([]);
        expect(playedFrom(log, { plans: false }).result).toEqual(result);
      }),
      { numRuns: 1 },
    );
  });
});

describe("leaving out what cannot come out otherwise", () => {
  it("comes to what judging everything anew comes to, whatever the frames tell", () => {
    fc.assert(
      fc.property(fc.oneof(framesOfAnything, framesOfRest), (log) => {
        const [left, whole, unseen] = bothWays(log);
        expect(left.counts).toEqual(whole.counts);
        expect(left.result).toEqual(whole.result);
        expect(unseen.result).toEqual(whole.result);
      }),
      { numRuns: 4 },
    );
  });
});
