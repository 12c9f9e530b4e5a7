import { expect } from "vitest";
import { nativeSimulation } from "./native.ts";
import type { BucketKind } from "./sim-bucket.ts";

interface PlayedRange {
  readonly from: number;
  readonly count: number;
  readonly bucket?: BucketKind;
  readonly exceptions?: boolean;
  readonly approvals?: boolean;
}

/** Plays a range of seeds and expects each history to keep every promise. */
export async function playSound({ from, count, ...where }: PlayedRange) {
  const { playHistory, judgeHistory } = await nativeSimulation();
  for (let seed = from; seed < from + count; seed += 1) {
    expect(await judgeHistory(await playHistory({ seed, ...where }))).toEqual([]);
  }
}
