import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HAPPENINGS, type Happening, playApprovals } from "./approval-world.ts";

const PASS: Happening = { kind: "pass", dieAt: null, after: false, twice: false };
const yes = (who: string): Happening => ({ kind: "answer", who, source: "cli", yes: true });

describe("whatever people answer, processes die over and the world does", () => {
  it("nothing is sent to which two persons who may have not agreed as it is", async () => {
    await fc.assert(
      fc.asyncProperty(HAPPENINGS, async (history) => {
        await playApprovals(history);
      }),
      { numRuns: 10 },
    );
  });

  it("is a promise that is put to the proof: with their word something is sent, and without it nothing", async () => {
    expect(await playApprovals([PASS, yes("olga"), yes("otto"), PASS])).toBe(true);
    expect(await playApprovals([PASS, yes("olga"), yes("anna"), PASS])).toBe(false);
  });
});
