import * as z from "zod";

/** How many have to say yes to a policy's plan, who they are, and for how long it is asked. */
export const ApprovalRule = z.object({
  by: z.union([z.literal(1), z.literal(2)]),
  /** Names of teams, or people as owner rules name them. */
  from: z.array(z.string().min(1).max(256)).min(1),
  withinMs: z.number().int().positive(),
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

/** How long is asked where nothing else is written: a working day. */
export const APPROVAL_WITHIN_MS = 8 * 3_600_000;
/** Longest that may be written. An older plan has little to do with the world. */
export const APPROVAL_WITHIN_MS_MAX = 7 * 86_400_000;

/**
 * What one plan still needs before anything of it is sent. `confirmation`: the requester says once more that this very
 * plan is meant. `approval`: others have to agree.
 */
export const Demand = z.object({
  kind: z.enum(["approval", "confirmation"]),
  /** The policy that demands it. */
  policy: z.string(),
  by: z.number().int().min(1).max(2),
  from: z.array(z.string()),
});
export type Demand = z.infer<typeof Demand>;
