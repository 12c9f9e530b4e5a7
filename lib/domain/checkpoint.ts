import * as z from "zod";

/**
 * The seal of a closed run. Checkpoints are numbered through the whole log and each holds the hash of the one
 * before it, so whoever keeps the newest hash elsewhere (an anchor) can tell later whether a run is missing.
 */
export const Checkpoint = z.object({
  /** Counts from 1 through the whole log, without gaps. */
  n: z.number().int().positive(),
  run: z.string(),
  /** Number of the run's last entry. */
  lastSeq: z.number().int().positive(),
  /** Hash of the run's last entry. */
  head: z.string(),
  /** When the run ended: `at` of its last entry. */
  at: z.iso.datetime(),
  /** Hash of the checkpoint before; empty for the first. */
  prev: z.string(),
  /** Digest of the fields above: the anchor to keep. */
  hash: z.string(),
  /** HMAC of the fields above under the log key; `null` when none was configured. */
  mac: z.string().nullable(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;
