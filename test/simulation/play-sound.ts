import { expect } from "vitest";
import { judgeHistory } from "./invariants.ts";
import { playHistory } from "./world.ts";

/** Plays a range of seeds and expects each history to keep every promise. */
export async function playSound({ from, count }: { readonly from: number; readonly count: number }) {
  for (let seed = from; seed < from + count; seed += 1) {
    expect(await judgeHistory(await playHistory({ seed }))).toEqual([]);
  }
}
