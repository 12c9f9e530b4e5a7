import * as z from "zod";

/**
 * Envelope of DevServers, supernodes, notebooks and flavors: `{ current, data, pages, size, total }`.
 * `current`, `pages` and `size` are kept but mean nothing: samples start `current` at 0 or 1 and fill `size` with the
 * limit or with the number of items, against the documented ranges. `data` must be there, so that some other JSON
 * never reads as an empty inventory; `null` is an empty list.
 */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.looseObject({
    current: z.number().nullish(),
    data: z
      .array(item)
      .nullable()
      .transform((items) => items ?? []),
    pages: z.number().nullish(),
    size: z.number().nullish(),
    total: z.number().nullish(),
  });
}
