import * as z from "zod";
import { Checkpoint } from "../../domain/checkpoint.ts";
import { Memory } from "../../domain/memory.ts";
import { REASON_CODES } from "../../domain/reasons.ts";
import { STATUS_PHASES } from "../../domain/status.ts";

/** An entry with its place in the log, as records, snapshots and segments hold it. */
export const PlacedEntry = z.object({
  place: z.number().int().nonnegative(),
  kept: z.object({
    run: z.string(),
    seq: z.number(),
    atMs: z.number(),
    phase: z.enum(STATUS_PHASES),
    policy: z.string().nullable(),
    resource: z.string().nullable(),
    bytes: z.string(),
    hash: z.string(),
  }),
});
export type PlacedEntry = z.infer<typeof PlacedEntry>;

/** A run, see `KeptRun`. */
export const RunShape = z.object({
  run: z.string(),
  claim: z.string(),
  event: z.string(),
  source: z.string(),
  type: z.string(),
  eventText: z.string(),
  receivedAtMs: z.number(),
  lastAtMs: z.number(),
  lastSeq: z.number(),
  head: z.string(),
  finished: z.boolean(),
  archived: z.boolean(),
});

/** A lease, with the resource it is on. */
export const LeaseShape = z.object({
  resource: z.string(),
  holder: z.string(),
  fence: z.number(),
  untilMs: z.number(),
});

/** What an object of closed runs holds, so that a search need not open every one of them. */
export const Segment = z.object({
  /** Numbers of its first and last checkpoint. */
  from: z.number().int().positive(),
  to: z.number().int().positive(),
  key: z.string(),
  /** Runs that record an archive. */
  records: z.number().int().nonnegative(),
  /** Places and times of its entries; `null` when an archive has taken all of them. */
  span: z
    .object({ first: z.number(), last: z.number(), sinceMs: z.number(), untilMs: z.number() })
    .nullable(),
});
export type Segment = z.infer<typeof Segment>;

/** A closed run in a segment. */
export const ColdRun = z.object({
  checkpoint: Checkpoint,
  run: RunShape,
  entries: z.array(PlacedEntry),
});
export type ColdRun = z.infer<typeof ColdRun>;

/** The last verdict on a resource under a policy; older versions kept neither its time nor a memory. */
export const VerdictShape = z.object({
  policy: z.string(),
  resource: z.string(),
  reason: z.enum(REASON_CODES),
  atMs: z.number().default(0),
  memory: Memory.default({}).catch({}),
});
