import * as z from "zod";

/** A person's exception: until it ends, nothing is stopped, rebuilt or deleted here. It always ends. */
export const Hold = z.object({
  /** `target/kind/id`. */
  resource: z.string(),
  owner: z.string().min(1).max(256),
  reason: z.string().min(1).max(1024),
  createdAt: z.iso.datetime(),
  until: z.iso.datetime(),
});
export type Hold = z.infer<typeof Hold>;

/** Whether the hold still stands at `nowMs`. */
export function holds(hold: Hold, nowMs: number): boolean {
  return Date.parse(hold.until) > nowMs;
}
