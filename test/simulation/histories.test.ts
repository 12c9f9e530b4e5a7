import { expect, it } from "vitest";
import { judgeHistory } from "./invariants.ts";
import { playHistory } from "./world.ts";

const SEEDS = 60;

it(`keeps every promise in ${SEEDS} seeded histories with crashes, freezes, lost answers and lies`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    expect(await judgeHistory(await playHistory({ seed }))).toEqual([]);
  }
});

it("plays the same history for the same seed, to the last entry", async () => {
  const tell = async () => {
    const { disk, happenings, faults } = await playHistory({ seed: 7 });
    return { happenings, faults, head: (await disk.verify({})).head };
  };
  expect(await tell()).toEqual(await tell());
});
