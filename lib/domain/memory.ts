import * as z from "zod";
import type { Reason } from "./reasons.ts";

/**
 * What a policy keeps in mind of one machine from pass to pass. It travels in `details.memory` of every verdict that is
 * written, each entry carrying on what the one before it knew, so that the log is the only place where it is kept.
 */
export const Memory = z.object({
  /** The stop that its owner was warned of, while it is pending. */
  pending: z
    .object({
      /** Milliseconds since the epoch: when the first warning went out, and when the stop is due. */
      warnedAtMs: z.number(),
      stopAtMs: z.number(),
      /** The warning last given: so long before the stop. */
      levelMs: z.number(),
    })
    .optional(),
  /** When persons started the machine again soon after this policy stopped it; the last 30 days. */
  restartsMs: z.array(z.number()).max(50).optional(),
});
export type Memory = z.infer<typeof Memory>;

/** The last verdict of a policy on a machine, as the log tells it. */
export interface LastVerdict {
  readonly reason: Reason;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly memory: Memory;
}
