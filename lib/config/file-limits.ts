import * as z from "zod";
import { CalendarDay } from "../domain/hours.ts";
import { Limits } from "../domain/policy.ts";

const { perRun, percent, perOwnerPerHour, perHour, moneyPercent, holdDays, holdsPerOwner } = Limits.shape;

/** A time in which policies change nothing. */
const FreezeFile = z.strictObject({
  from: CalendarDay.meta({ description: "First day.", examples: ["2026-12-20"] }),
  to: CalendarDay.meta({ description: "Last day.", examples: ["2027-01-03"] }),
  zone: z
    .string()
    .min(1)
    .max(64)
    .default("UTC")
    .meta({ description: "Time zone of the days. Default: UTC.", examples: ["Europe/Berlin"] }),
  why: z
    .string()
    .min(1)
    .max(256)
    .meta({ description: "The reason, for everybody who asks.", examples: ["year end"] }),
});

/** Caps as written. */
export const LimitsFile = z.strictObject({
  perRun: perRun.meta({ description: "Most disruptive steps in one run. Default: 10.", examples: [10] }),
  percent: percent.meta({
    description: "Most machines of one kind and target that one run may disturb, in percent. Default: 20.",
    examples: [20],
  }),
  perOwnerPerHour: perOwnerPerHour.meta({
    description: "Most disruptive steps per owner within an hour. Default: 3.",
    examples: [3],
  }),
  perHour: perHour.meta({
    description: "Most disruptive steps of all runs within an hour. Default: 60.",
    examples: [60],
  }),
  moneyPercent: moneyPercent
    .unwrap()
    .optional()
    .meta({
      description:
        "Most money at risk in one run: the hourly price of what it disturbs, in percent of all that run. Default: as percent, at least 50, from the sixth machine on.",
      examples: [25],
    }),
  holdDays: holdDays.meta({
    description: "Longest hold or extension, in days. Default: 30.",
    examples: [14],
  }),
  holdsPerOwner: holdsPerOwner.meta({
    description: "Most holds of one owner at once. Default: 10.",
    examples: [10],
  }),
  freeze: z
    .array(FreezeFile)
    .max(100)
    .default([])
    .meta({
      description: "Days on which policies change nothing; what people ask for themselves goes on.",
      examples: [[{ from: "2026-12-20", to: "2027-01-03", why: "year end" }]],
    }),
});
