import * as z from "zod";

/** Who wrote something: the fence grows with every registration, the nonce tells two of the same fence apart. */
export const WriterMark = z.object({ fence: z.number().int().positive(), nonce: z.string().min(1) });
export type WriterMark = z.infer<typeof WriterMark>;

/** Whether two marks are of the same registration. */
export function sameWriter(a: WriterMark | null | undefined, b: WriterMark | null | undefined): boolean {
  if (!a || !b) return a === b;
  return a.fence === b.fence && a.nonce === b.nonce;
}
