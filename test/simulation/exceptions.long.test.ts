import { expect, it } from "vitest";
import { nativeSimulation } from "./native.ts";
import { playSound } from "./play-sound.ts";

it("grants each exception once in many histories, on a disk and in buckets", async () => {
  await playSound({ from: 100, count: 40, exceptions: true });
  await playSound({ from: 1, count: 6, exceptions: true, bucket: "s3" });
  await playSound({ from: 1, count: 6, exceptions: true, bucket: "obs" });
}, 300_000);

it("has something to grant", async () => {
  const { playHistory } = await nativeSimulation();
  const { disk } = await playHistory({ seed: 1, exceptions: true });
  const { entries } = await disk.find({ phases: ["succeeded"], policy: "exceptions" }, { limit: 100 });
  expect(entries.length).toBeGreaterThan(3);
}, 60_000);
