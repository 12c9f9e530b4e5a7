import { describe, expect, it } from "vitest";
import { judgeHistory, type Violation } from "./invariants.ts";
import { MUTANTS } from "./mutants.ts";
import { playHistory, type WorldOptions } from "./world.ts";

/** Histories within which a broken variant has to show; most do within ten. */
const SEEDS_MAX = 150;

async function firstViolations(options: Omit<WorldOptions, "seed">): Promise<readonly Violation[]> {
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const violations = await judgeHistory(await playHistory({ ...options, seed }));
    if (violations.length > 0) return violations;
  }
  return [];
}

describe("a variant that was broken on purpose is caught", () => {
  it.each(Object.entries(MUTANTS))(
    "%s",
    async (_name, { caughtBy, ...options }) => {
      const found = new Set((await firstViolations(options)).map(({ invariant }) => invariant));
      expect(caughtBy.filter((invariant) => found.has(invariant))).not.toEqual([]);
    },
    60_000,
  );
});
