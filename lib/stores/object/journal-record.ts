import * as z from "zod";
import { Checkpoint } from "../../domain/checkpoint.ts";
import { LeaseShape, PlacedEntry, RunShape, Segment } from "./kept-shapes.ts";

/**
 * What one write did, as data: whoever plays it again needs no log key, no clock and no decision. Nothing in it says
 * how it came about.
 */
export const Effects = z.object({
  /** The run that began or went on. `eventText` is `null` where it is as it was. */
  run: RunShape.extend({ eventText: z.string().nullable() }).nullable(),
  entries: z.array(PlacedEntry),
  checkpoint: Checkpoint.nullable(),
  /** Reserved by that run. */
  permits: z.array(z.string()),
  leases: z.array(LeaseShape),
  /** Checkpoints whose runs an archive took, and the segments that were written anew for it. */
  archived: z.object({ from: z.number(), to: z.number(), segments: z.array(Segment) }).nullable(),
  /** Closed runs that lie in a segment from now on. */
  cold: Segment.nullable(),
  /** Records of a writer that nobody knows, with what they had reserved. */
  strays: z.array(z.object({ key: z.string(), permits: z.array(z.string()) })),
});
export type Effects = z.infer<typeof Effects>;

/** One record of the journal. */
export const JournalRecord = Effects.extend({
  v: z.literal(1),
  n: z.number().int().positive(),
  /** Tells a writer whether the record under its number is its own. */
  nonce: z.string(),
});
export type JournalRecord = z.infer<typeof JournalRecord>;

/** A write that does nothing; what is done is put into a copy. */
export const NO_EFFECTS: Effects = {
  run: null,
  entries: [],
  checkpoint: null,
  permits: [],
  leases: [],
  archived: null,
  cold: null,
  strays: [],
};
