import * as z from "zod";
import { Duration } from "../domain/duration.ts";

/** The order in which a policy goes through its machines. */
export const WavesFile = z.strictObject({
  order: z
    .array(z.string().min(1).max(2_000))
    .min(2, "two groups or more")
    .max(20, "at most 20 groups")
    .meta({
      description:
        "Conditions on the machine (CEL); it belongs to the first that holds, else to the last group.",
      examples: [['tags.tier == "web"', 'tags.tier == "db"']],
    }),
  settle: z
    .union([Duration, z.literal(0)])
    .default(0)
    .meta({ description: "How long to wait between two groups. Default: 0.", examples: ["2m"] }),
});
export type WavesFile = z.output<typeof WavesFile>;
