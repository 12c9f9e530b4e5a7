import * as z from "zod";

/**
 * A person's exception: until it ends, nothing is stopped, rebuilt or deleted here. It always ends. One that was released
 * is kept as one that has ended.
 */
export const Hold = z.object({
  /** `target/kind/id`. */
  resource: z.string(),
  /** Who asked for it last, and answers for it. */
  owner: z.string().min(1).max(256),
  reason: z.string().min(1).max(1024),
  /** When it was asked for. Of two, the one that was asked for later stands. */
  createdAt: z.iso.datetime(),
  until: z.iso.datetime(),
  /** The run that set it. Absent: set by an older version, or not by a run. */
  run: z.string().optional(),
  /**
   * The latest end that somebody else had asked for, whose hold this one took the place of: it is not the new owner's to
   * give away. Absent: nobody had, or set by an older version.
   */
  promised: z.object({ owner: z.string().min(1).max(256), until: z.iso.datetime() }).optional(),
});
export type Hold = z.infer<typeof Hold>;

/** Whether a hold must leave the one that is kept alone, since that was asked for later. */
export function isOlderWish(hold: Hold, kept: Hold | undefined): boolean {
  return kept !== undefined && Date.parse(kept.createdAt) > Date.parse(hold.createdAt);
}

/** Whether the hold still stands at `nowMs`. */
export function holds(hold: Hold, nowMs: number): boolean {
  return Date.parse(hold.until) > nowMs;
}
