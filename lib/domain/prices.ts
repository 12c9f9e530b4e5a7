import * as z from "zod";

/**
 * Money is only ever computed from such a file, never from a built-in figure: contracts and regions differ.
 * `source` says where the prices come from and stands beside every sum that is shown.
 */
export const PriceBook = z.strictObject({
  version: z.literal(1),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, "a currency code of three capital letters, such as EUR"),
  /** Where the figures come from and of which day they are. */
  source: z.string().min(1).max(512),
  /** Price of one running hour by flavor name. */
  flavors: z.record(z.string(), z.number().min(0)),
  /** Price of one gigabyte of disk for an hour, charged on while a machine is stopped. */
  storageGbHour: z.number().min(0).optional(),
});
export type PriceBook = z.infer<typeof PriceBook>;

/** Hours of a month in every monthly figure: a twelfth of 365 days. */
export const HOURS_PER_MONTH = 730;
