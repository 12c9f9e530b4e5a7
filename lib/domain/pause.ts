import * as z from "zod";

/** The kill switch. While paused, every run stops before it sends anything. */
export const Pause = z.object({
  paused: z.boolean(),
  why: z.string().nullable(),
  by: z.string().nullable(),
  at: z.iso.datetime().nullable(),
});
export type Pause = z.infer<typeof Pause>;

/** The state of a store in which nobody ever paused. */
export const NOT_PAUSED: Pause = { paused: false, why: null, by: null, at: null };
