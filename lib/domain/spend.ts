import * as z from "zod";

/** What one day of a budget came to: its beginning, the sum, and how many milliseconds of it were metered. */
const SpendDay = z.tuple([z.number(), z.number(), z.number()]);

/** What a budget has cost in its present round. Sums are in the budget's currency, times in milliseconds since the epoch. */
export const BudgetSpend = z.object({
  budget: z.string(),
  /** Name of the round: `2026-11`. */
  period: z.string(),
  currency: z.string(),
  /** Beginning of the round. */
  sinceMs: z.number(),
  untilMs: z.number(),
  /** By our own clock: what ran, at the price of the target's price book. */
  amount: z.number(),
  /** Part of it that stopping would not have saved: machines that are billed whether they run or not. */
  always: z.number(),
  /** Part of it that disks cost, as far as their sizes are known. */
  disks: z.number(),
  /** So much more or less it may really be: time for which nobody saw how the machines stood. */
  errorBand: z.number(),
  /** How much of the round was bridged because nobody looked: the longest stretch and their sum, milliseconds. */
  gaps: z.object({ longestMs: z.number(), sumMs: z.number() }),
  /** What an hour costs now, by list (`target/kind`), so that one that cannot be read is carried on. */
  rates: z.record(z.string(), z.number()),
  /** The last days, oldest first. */
  days: z.array(SpendDay),
  /** Machines that are meant and not counted: paid by the month or year or through a pool; without a price. */
  apart: z.number(),
  unpriced: z.number(),
  /** The cloud's own bill of the round; `null`: none was read. `until` is the last day that has an amount in it. */
  reported: z.object({ amount: z.number(), until: z.string().nullable(), readAtMs: z.number() }).nullable(),
  /** Alerts that were given in this round: `0.9 actual`. */
  alerted: z.array(z.string()),
  /** Ids under which machines of the round that are gone stand on a bill; absent where none is known. */
  gone: z.array(z.string()).optional(),
  /** What the round before came to in the end, by our own clock; absent where none was seen to end. */
  closed: z.object({ period: z.string(), amount: z.number(), errorBand: z.number() }).optional(),
});
export type BudgetSpend = z.infer<typeof BudgetSpend>;

/**
 * Running totals of every budget: the details of entries of phase `seen` and reason `spend`. Each entry carries on what
 * the one before it knew, so only the newest is ever read.
 */
export const SpendTotals = z.object({
  untilMs: z.number(),
  /** When the bills were last asked for, whether or not they could be read. */
  billsAskedMs: z.number().nullable(),
  /** Why the bills could not be read; `null`: they could, or there is nobody to ask. */
  billsFailed: z.string().nullable(),
  /** Up to when it is known which machines went; absent where it was never looked at. */
  goneUntilMs: z.number().optional(),
  budgets: z.array(BudgetSpend),
});
export type SpendTotals = z.infer<typeof SpendTotals>;
