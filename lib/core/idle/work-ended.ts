import type { Peaks } from "../../domain/facts.ts";
import { LONG_WORK_MS } from "./idle-span.ts";

/** Work pauses for data now and then: an hour of which this share was busy counts as an hour of work. */
const WORK_SHARE_MIN = 0.5;

/** Whether the hour that ends with this piece was one of work. */
export function isLongWork({ pieceMs, max }: Peaks, from: number, limit: number): boolean {
  const wanted = Math.max(1, Math.ceil(LONG_WORK_MS / pieceMs));
  let busy = 0;
  for (let at = from; at < from + wanted; at += 1) if ((max[at] ?? Number.NaN) > limit) busy += 1;
  return busy >= wanted * WORK_SHARE_MIN;
}

/**
 * How long ago long work of one signal ended, milliseconds, when that is after the window and within the grace beyond
 * it; `undefined` when no such work is seen. It is told to one piece exactly, to the side of waiting less.
 */
export function workEnded(
  peaks: Peaks,
  limit: number,
  { windowMs, graceMs }: { readonly windowMs: number; readonly graceMs: number },
): number | undefined {
  const first = Math.round(windowMs / peaks.pieceMs);
  for (let at = first; at * peaks.pieceMs < windowMs + graceMs && at < peaks.max.length; at += 1) {
    const value = peaks.max[at] ?? Number.NaN;
    if (value > limit) return isLongWork(peaks, at, limit) ? at * peaks.pieceMs : undefined;
  }
  return undefined;
}
