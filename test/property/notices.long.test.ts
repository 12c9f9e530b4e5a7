import fc from "fast-check";
import { describe, it } from "vitest";
import { CALM_HISTORIES, HISTORIES, losesNothing, tellsOnce } from "./notices-play.ts";

describe("telling, many histories", () => {
  it("loses nothing, whatever dies and whatever is down, and repeats an attempt at most once for each death", async () => {
    await fc.assert(fc.asyncProperty(HISTORIES, losesNothing), { numRuns: 600 });
  });

  it("tells each thing exactly once where nobody dies, and never more messages than a channel may get", async () => {
    await fc.assert(fc.asyncProperty(CALM_HISTORIES, tellsOnce), { numRuns: 600 });
  });
});
