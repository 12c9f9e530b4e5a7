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
      /** Given while the policy only observed: nobody was warned in earnest. */
      trial: z.literal(true).optional(),
    })
    .optional(),
  /** When persons started the machine again soon after this policy stopped it; the last 30 days. */
  restartsMs: z.array(z.number()).max(50).optional(),
  /** When this policy stopped the machine, which it starts again when its hours begin: `then: [stop, start]` alone. */
  stoppedMs: z.number().optional(),
});
export type Memory = z.infer<typeof Memory>;

/** A stop that is pending. */
export type PendingStop = NonNullable<Memory["pending"]>;

/**
 * Reads what an entry or a store says of a memory: what cannot be read is an empty one, and what the schema does not name
 * is left out, so that a memory stays below 2 kB as JSON text whatever was written.
 */
export function readMemory(value: unknown): Memory {
  const parsed = Memory.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** The last verdict of a policy on a machine, as the log tells it. */
export interface LastVerdict {
  readonly reason: Reason;
  /** Milliseconds since the epoch; 0 where a store of an older version did not keep it. */
  readonly atMs: number;
  readonly memory: Memory;
}
