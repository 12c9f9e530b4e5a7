import * as z from "zod";

/** How long one round of a budget is. */
export const BUDGET_PERIODS = ["day", "week", "month", "quarter", "year"] as const;

/** A sum that a team, a project or everything may cost. */
export const Budget = z.object({
  name: z.string(),
  amount: z.number().positive(),
  /** ISO 4217. */
  currency: z.string(),
  per: z.enum(BUDGET_PERIODS),
  /** IANA zone in which a period begins. */
  zone: z.string(),
  /** CEL over the resource: which machines are paid from it; `null`: all. */
  scope: z.string().nullable(),
  /** Shares at which an alert is given, besides those that policies wait for: 0.9 for 90 %. */
  levels: z.array(z.number().positive()),
});
export type Budget = z.infer<typeof Budget>;
