import * as z from "zod";

/** What pressing a link does: it puts off one machine's pending stop. Nothing else can be put into a link. */
export interface ActionLink {
  /** `target/kind/id`. */
  readonly resource: string;
  /** For how long, as people write it: `2h`. */
  readonly for: string;
  /** Milliseconds since 1970; from then on the link does nothing. */
  readonly expiresMs: number;
  /** What people call the machine, as the warning did: it is shown, and nothing goes by it. Absent: it is not told. */
  readonly name?: string;
}

/** Most characters of a name that a link carries. */
export const LINK_NAME_CHARS_MAX = 40;

const PARTS = [
  z.literal(1),
  z.string().min(1).max(256),
  z.string().regex(/^\d{1,4}[mhd]$/),
  z.number().int().positive(),
] as const;

/** Version, machine, span and end, as a link's token carries them, and the machine's name where it has room for it. */
export const ActionLinkPayload = z.union([z.tuple(PARTS), z.tuple([...PARTS, z.string().max(256)])]);
