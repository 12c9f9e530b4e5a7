import * as z from "zod";
import { Notice, NoticeAddress } from "../../domain/notice.ts";
import type { StatusEntry } from "../../domain/status.ts";

/** What one address is not told yet, because it was told so much within a short time. */
export const HeldBack = z.object({
  to: NoticeAddress,
  notices: z.array(Notice).readonly(),
  /** How many more there were than are kept. */
  more: z.number().int().min(0),
});
export type HeldBack = z.infer<typeof HeldBack>;

/**
 * What one notices run hands to the next, in `details` of its `decided` entry: the log is the only place where it is
 * kept, and every process goes on from the same.
 */
export const TellingState = z.object({
  /** Place in the log up to which everything has been told; empty: nothing of it. */
  upTo: z.string(),
  /** Week of the last digest that was told; `null`: none yet. */
  week: z.string().nullable(),
  /** Messages to each channel within the last minutes, milliseconds since the epoch. */
  recent: z.record(z.string(), z.array(z.number()).readonly()),
  held: z.array(HeldBack).readonly(),
});
export type TellingState = z.infer<typeof TellingState>;

/** Where the last notices run has ended, and what it left. */
export interface Mark {
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly state: TellingState;
}

/** Reads the mark out of a run's `decided` entry. One that cannot be read is none. */
export function markIn(entry: StatusEntry | undefined): Mark | undefined {
  const state = TellingState.safeParse(entry?.details).data;
  return entry && state ? { run: entry.run, atMs: Date.parse(entry.at), state } : undefined;
}
