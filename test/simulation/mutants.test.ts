import { describe, expect, it } from "vitest";
import type { Violation } from "./invariants.ts";
import { MUTANTS, type NamedMutant } from "./mutants.ts";
import { nativeSimulation } from "./native.ts";

/** Histories within which a broken variant has to show; most do within ten. */
const SEEDS_MAX = 150;

async function firstViolations(name: string): Promise<readonly Violation[]> {
  const { playHistory, judgeHistory, MUTANTS: bundled } = await nativeSimulation();
  const { caughtBy: _, ...options } = bundled[name] as NamedMutant;
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const violations = await judgeHistory(await playHistory({ ...options, seed }));
    if (violations.length > 0) return violations;
  }
  return [];
}

describe("a variant that was broken on purpose is caught", () => {
  it.each(Object.entries(MUTANTS))(
    "%s",
    async (name, { caughtBy }) => {
      const found = new Set((await firstViolations(name)).map(({ invariant }) => invariant));
      expect(caughtBy.filter((invariant) => found.has(invariant))).not.toEqual([]);
    },
    60_000,
  );
});
