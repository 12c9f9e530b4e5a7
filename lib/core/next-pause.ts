import type { Pause } from "../domain/pause.ts";

/** What the kill switch is to be set to. */
export interface PauseWish {
  readonly paused: boolean;
  readonly why: string | null;
  readonly by: string | null;
  /** Milliseconds since the epoch, when it was asked for. */
  readonly atMs: number;
}

/** How the switch stands then. `changed`: it has to be written. */
export interface NextPause {
  readonly pause: Pause;
  readonly changed: boolean;
}

/**
 * How the kill switch is to stand. Whoever paused first, and why, is worth more than a second "pause" without a word.
 * `before`: how it stands; `undefined` when that cannot be read, and it is set anew then.
 */
export function nextPause(before: Pause | undefined, { paused, why, by, atMs }: PauseWish): NextPause {
  const isSame = before?.paused === paused;
  if (before && isSame && (!paused || why === null)) return { pause: before, changed: false };
  return { pause: { paused, why, by, at: new Date(atMs).toISOString() }, changed: true };
}
