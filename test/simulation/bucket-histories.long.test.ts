import { it } from "vitest";
import { playSound } from "./play-sound.ts";

// More of them: `node scripts/simulate.js --store obs --seeds 1000`.
it("keeps every promise with a log in a bucket without a lock, one process after the other", async () => {
  await playSound({ from: 1, count: 8, bucket: "obs" });
}, 180_000);

it("keeps every promise with a log in a bucket that several processes write", async () => {
  await playSound({ from: 1, count: 8, bucket: "s3" });
}, 180_000);
