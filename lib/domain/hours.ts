import * as z from "zod";

/**
 * When machines are wanted off, as a policy states it. Windows are kept as text (`Mon-Fri 20:00-07:00, Sat-Sun`), since
 * what they mean depends on a zone and a calendar.
 */
export const Hours = z.object({
  /** Windows in which the machines are wanted off; `null` when they are told by `on`. */
  off: z.string().nullable(),
  /** Windows in which they are wanted on; off is what is left. */
  on: z.string().nullable(),
  /** The policy does anything only within these windows: a maintenance window. `null`: at any time. */
  within: z.string().nullable(),
  /** IANA zones, or `team` for the zone of the owner's team. With several a machine is wanted on if it is in any of them. */
  zones: z.array(z.string()).min(1),
  /** Name of a calendar of the config; `team` for that of the owner's team; `null`: every day is what it is called. */
  calendar: z.string().nullable(),
  /** A machine is left running at least so long after it came up. */
  minUptimeMs: z.number().int().min(0),
  /** Whether what this policy stopped is started again when the hours begin. */
  starts: z.boolean(),
});
export type Hours = z.infer<typeof Hours>;

/** A day as calendars name it: `2026-10-01`. */
export const CalendarDay = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "a day such as 2026-10-01");

/** Which days of a country are free, and which week-end days are worked to make up for them. */
export const Calendar = z.strictObject({
  version: z.literal(1),
  /** Where the days come from. */
  source: z.string().min(1).max(512),
  holidays: z.array(CalendarDay).max(2_000),
  /** Week-end days that are worked (China). */
  workdays: z.array(CalendarDay).max(2_000).default([]),
  /** Last day that the calendar speaks of; a month before it, a warning is given. */
  until: CalendarDay,
});
export type Calendar = z.infer<typeof Calendar>;
