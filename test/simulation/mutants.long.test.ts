import { describe, expect, it } from "vitest";
import type { InvariantName } from "./invariants.ts";
import { MUTANTS, type NamedMutant } from "./mutants.ts";
import { nativeSimulation } from "./native.ts";

/** Histories within which a broken variant has to show; most do within a dozen. */
const SEEDS_MAX = 150;

/** Promises that the first history to break one of these breaks. */
async function firstCaught(name: string): Promise<readonly InvariantName[]> {
  const { playHistory, judgeHistory, MUTANTS: bundled } = await nativeSimulation();
  const { caughtBy, from, ...options } = bundled[name] as NamedMutant;
  for (let seed = from; seed < from + SEEDS_MAX; seed += 1) {
    const violations = await judgeHistory(await playHistory({ ...options, seed }));
    const broken = new Set(violations.map(({ invariant }) => invariant));
    const caught = caughtBy.filter((invariant) => broken.has(invariant));
    if (caught.length > 0) return caught;
  }
  return [];
}

describe("a variant that was broken on purpose is caught", () => {
  it.each(Object.keys(MUTANTS))(
    "%s",
    async (name) => {
      expect(await firstCaught(name)).not.toEqual([]);
    },
    60_000,
  );
});
