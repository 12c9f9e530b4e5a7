import * as z from "zod";
import { Duration } from "../domain/duration.ts";

const Windows = z
  .string()
  .min(1, "windows such as Mon-Fri 20:00-07:00")
  .max(1_000, "at most 1,000 characters");
const Zone = z.string().min(1).max(64);

/** When machines are wanted on and off, in the long form. */
export const HoursFile = z.strictObject({
  off: Windows.optional().meta({
    description: "Windows in which the machines are wanted off.",
    examples: ["Mon-Fri 20:00-07:00, Sat-Sun"],
  }),
  on: Windows.optional().meta({
    description: "Windows in which they are wanted on, instead of off.",
    examples: ["workday 07:00-20:00"],
  }),
  within: Windows.optional().meta({
    description: "The policy acts only within these windows: a maintenance window.",
    examples: ["1st Sun 02:00-04:00"],
  }),
  zone: z
    .union([Zone, z.array(Zone).min(1).max(8)])
    .optional()
    .meta({
      description:
        "Time zone; team for that of the owner's team; several: on if it is on in any of them. Default: UTC.",
      examples: ["Europe/Berlin", "team", ["Europe/Berlin", "Asia/Shanghai"]],
    }),
  calendar: z
    .string()
    .min(1)
    .max(512)
    .optional()
    .meta({
      description:
        "File with the holidays (and worked week-ends) of a country, or team for that of the owner's team.",
      examples: ["calendars/cn.yaml", "team"],
    }),
  minUptime: z
    .union([Duration, z.literal(0)])
    .optional()
    .meta({ description: "Leave a machine running at least so long. Default: 0.", examples: ["2h"] }),
});
export type HoursFile = z.output<typeof HoursFile>;
