import { expect, it } from "vitest";
import { nativeSimulation } from "./native.ts";
import { playSound } from "./play-sound.ts";

it("sends nothing to which people had to agree and have not, in many histories, on a disk and in buckets", async () => {
  await playSound({ from: 200, count: 40, approvals: true });
  await playSound({ from: 1, count: 6, approvals: true, bucket: "s3" });
  await playSound({ from: 1, count: 6, approvals: true, bucket: "obs" });
}, 300_000);

it("has something to agree to, which is sent, and something that is refused", async () => {
  const { playHistory } = await nativeSimulation();
  const ends: string[] = [];
  for (let seed = 200; seed < 206; seed += 1) {
    const { disk } = await playHistory({ seed, approvals: true });
    const { entries } = await disk.find({ policy: "rebuild", phases: ["submitting"] }, { limit: 100 });
    const { entries: ended } = await disk.find({ phases: ["finished"] }, { limit: 10_000 });
    ends.push(...entries.map(({ phase }) => phase), ...ended.map(({ reason }) => reason));
  }
  expect(ends).toEqual(expect.arrayContaining(["submitting", "denied", "done"]));
}, 120_000);
