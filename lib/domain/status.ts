import * as z from "zod";
import { REASON_CODES } from "./reasons.ts";

/** Version of the entry's shape; readers accept this one and every older one. */
export const STATUS_VERSION = 1;

/** What a status entry can say. */
export const STATUS_PHASES = [
  "received",
  "ignored",
  "decided",
  "planned",
  "submitting",
  "accepted",
  "rejected",
  "succeeded",
  "failed",
  "unknown",
  "skipped",
  "deferred",
  "finished",
  "seen",
  "answered",
] as const;
export const StatusPhase = z.enum(STATUS_PHASES);
export type StatusPhase = z.infer<typeof StatusPhase>;

/** Most entries that one append may carry. */
export const APPEND_ENTRIES_MAX = 1_000;

/** Most entries or runs that one question to the log may ask for; a cursor leads to the rest. */
export const FIND_ENTRIES_MAX = 10_000;

/**
 * One line of the status log. The first nine fields are always there, `null` where they do not apply, so that
 * a filter never has to guess.
 */
export const StatusEntry = z.object({
  v: z.literal(STATUS_VERSION),
  run: z.string(),
  /** Counts from 1 within the run, without gaps. */
  seq: z.number().int().positive(),
  /** ISO 8601 in UTC with milliseconds. */
  at: z.iso.datetime(),
  event: z.string(),
  policy: z.string().nullable(),
  /** `target/kind/id`. */
  resource: z.string().nullable(),
  /** The verb. */
  action: z.string().nullable(),
  phase: StatusPhase,
  reason: z.enum(REASON_CODES),
  /** One sentence for people. */
  text: z.string(),
  /** Id of the step; the same across runs for the same business key. */
  step: z.string().nullable(),
  /** Id of the call; the steps of one batch call share it. */
  call: z.string().nullable(),
  /** The cloud's request id. */
  request: z.string().nullable(),
  durationMs: z.number().nullable(),
  /** What this phase records beyond that; never a secret. */
  details: z.record(z.string(), z.unknown()),
});
export type StatusEntry = z.infer<typeof StatusEntry>;

/** An entry before the log has given it its run and number. */
export type NewEntry = Omit<StatusEntry, "v" | "run" | "seq" | "event">;
