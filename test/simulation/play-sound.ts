import { expect } from "vitest";
import { nativeSimulation } from "./native.ts";

/** Plays a range of seeds and expects each history to keep every promise. */
export async function playSound({ from, count }: { readonly from: number; readonly count: number }) {
  const { playHistory, judgeHistory } = await nativeSimulation();
  for (let seed = from; seed < from + count; seed += 1) {
    expect(await judgeHistory(await playHistory({ seed }))).toEqual([]);
  }
}
