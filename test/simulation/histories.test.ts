import { expect, it } from "vitest";
import { nativeSimulation } from "./native.ts";
import { playSound } from "./play-sound.ts";

it("keeps every promise in seeded histories with crashes, freezes, lost answers and lies", async () => {
  await playSound({ from: 1, count: 2 });
}, 180_000);

it("keeps them while people hold, extend and release machines: each wish once, the last one stands", async () => {
  await playSound({ from: 1, count: 1, exceptions: true });
}, 180_000);

/** Seeds whose history once broke a promise: 1360, a frozen request that shortened the lease of another process. */
const REMEMBERED = [1360];

it("keeps them in the histories that once broke one", async () => {
  for (const seed of REMEMBERED) await playSound({ from: seed, count: 1 });
}, 180_000);

it("plays the same history for the same seed, to the last entry", async () => {
  const { playHistory } = await nativeSimulation();
  const tell = async () => {
    const { disk, happenings, faults } = await playHistory({ seed: 7 });
    return { happenings, faults, head: (await disk.verify({})).head };
  };
  expect(await tell()).toEqual(await tell());
});
