import { expect, it } from "vitest";
import { playSound } from "./play-sound.ts";
import { playHistory } from "./world.ts";

it("keeps every promise in seeded histories with crashes, freezes, lost answers and lies", async () => {
  await playSound({ from: 1, count: 100 });
}, 60_000);

it("plays the same history for the same seed, to the last entry", async () => {
  const tell = async () => {
    const { disk, happenings, faults } = await playHistory({ seed: 7 });
    return { happenings, faults, head: (await disk.verify({})).head };
  };
  expect(await tell()).toEqual(await tell());
});
