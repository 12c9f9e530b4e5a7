import * as z from "zod";
import { Resource, Standing } from "./resource.ts";

/** Most machines that one entry of a frame carries. */
export const FRAME_MACHINES_MAX = 250;

/** One signal over the hour before the frame: name, largest average, points, points expected, newest point. */
export const SeenSignal = z.tuple([
  z.enum(["cpu", "gpu", "npu", "network"]),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
]);
/** See {@link SeenSignal}. */
export type SeenSignal = z.infer<typeof SeenSignal>;

/** One machine as a frame tells of it. */
export const SeenMachine = z.object({
  ref: z.string(),
  status: z.string(),
  standing: Standing,
  owner: z.string().nullable(),
  team: z.string().nullable(),
  /** Price of a running hour and its currency; `null` when none is known. */
  price: z.tuple([z.number(), z.string()]).nullable(),
  signals: z.array(SeenSignal),
  /** The whole machine: in the first frame of a day, and whenever it changed within the last two hours. */
  resource: Resource.optional(),
});
export type SeenMachine = z.infer<typeof SeenMachine>;

/**
 * What a fleet looked like at one hour: the details of entries of phase `seen` and reason `fleet`, under the policy name
 * {@link FLEET_POLICY}. One frame may take several entries with the same `slot`; a machine that stands in two of them
 * is told again by a pass that took up the work of one that died, and the later entry counts.
 */
export const Frame = z.object({
  /** ISO 8601 in UTC: the full hour that the frame closes. */
  slot: z.iso.datetime(),
  /** Lists that were not read in this pass, failed or are in doubt, `target/kind`: their machines are missing, not gone. */
  doubtful: z.array(z.string()),
  machines: z.array(SeenMachine).max(FRAME_MACHINES_MAX),
});
export type Frame = z.infer<typeof Frame>;

/** Stands as the policy of entries that tell of the fleet. */
export const FLEET_POLICY = "(fleet)";

/** Stands as the policy of entries that tell what is about to end. */
export const DIGEST_POLICY = "(digest)";

/** Stands as the policy of entries that tell what was spent. */
export const SPEND_POLICY = "(spend)";
