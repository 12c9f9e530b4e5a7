import * as z from "zod";
import { Duration } from "../domain/duration.ts";

const Percent = z.number().min(0, "0 to 100 percent").max(100, "0 to 100 percent");

/** What counts as idle, in the long form. */
export const IdleFile = z.strictObject({
  for: z
    .union([
      Duration,
      z.strictObject({
        accelerated: Duration.meta({ description: "For machines with a GPU or NPU.", examples: ["1h"] }),
        other: Duration.meta({ description: "For all others.", examples: ["6h"] }),
      }),
    ])
    .meta({
      description:
        "How long every signal must have said idle, 10m to 7d; machines with a GPU or NPU can have a time of their own.",
      examples: ["2h", { accelerated: "1h", other: "6h" }],
    }),
  cpu: Percent.optional().meta({
    description: "CPU counts as idle up to so many percent. Default: 5.",
    examples: [5],
  }),
  gpu: Percent.optional().meta({
    description: "GPU counts as idle up to so many percent. Default: 1.",
    examples: [1],
  }),
  npu: Percent.optional().meta({
    description: "NPU counts as idle up to so many percent. Default: 1.",
    examples: [1],
  }),
  network: z
    .number()
    .min(0, "0 or more kbit/s")
    .optional()
    .meta({
      description: "Received traffic counts as idle up to so many kbit/s. Default: 1.6.",
      examples: [1.6],
    }),
  grace: z
    .union([Duration, z.literal(0)])
    .optional()
    .meta({
      description: "After long work has ended, wait so much longer: people come to look at it. Default: 30m.",
      examples: ["30m"],
    }),
  jupyter: z
    .boolean()
    .optional()
    .meta({
      description:
        "Ask the notebook itself for its kernels, sessions and terminals; its token is used and never kept. Default: false.",
      examples: [true],
    }),
});
