import type { Pause } from "../../domain/pause.ts";

/** What an answer says of the kill switch; nothing while it is not set. */
export interface PausedPart {
  readonly paused?: Omit<Pause, "paused">;
}

/** The part of an answer that tells whoever reads it that nothing is sent at the moment, since when and why. */
export function pausedPart({ paused, why, by, at }: Pause): PausedPart {
  return paused ? { paused: { why, by, at } } : {};
}
