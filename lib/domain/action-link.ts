import * as z from "zod";

/** What pressing a link does: it puts off one machine's pending stop. Nothing else can be put into a link. */
export interface ActionLink {
  /** `target/kind/id`. */
  readonly resource: string;
  /** For how long, as people write it: `2h`. */
  readonly for: string;
  /** Milliseconds since 1970; from then on the link does nothing. */
  readonly expiresMs: number;
}

/** Version, machine, span and end, as a link's token carries them. */
export const ActionLinkPayload = z.tuple([
  z.literal(1),
  z.string().min(1).max(256),
  z.string().regex(/^\d{1,4}[mhd]$/),
  z.number().int().positive(),
]);
