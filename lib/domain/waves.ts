import * as z from "zod";

/**
 * In which order a policy goes through its machines. Each group waits until all of the one before it are as wanted; if
 * one of those fails, the later groups are left alone.
 */
export const Waves = z.object({
  /** CEL over the resource; a machine belongs to the first group that means it, else to the last. */
  groups: z.array(z.string()).min(2).max(20),
  /** A group is given so long to settle before the next begins. */
  settleMs: z.number().int().min(0),
});
export type Waves = z.infer<typeof Waves>;
