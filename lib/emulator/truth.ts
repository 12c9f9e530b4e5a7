import * as z from "zod";
import { hashText, noise } from "./noise.ts";

/** What may really be going on in a machine; hidden from the cloud API. */
export const PATTERNS = [
  "steady-training",
  "data-stalls",
  "think-time",
  "ssh-only",
  "forgotten",
  "dead-agent",
  "tiny-flavor",
  "idle",
  "busy",
  "no-metrics",
] as const;
/** See {@link PATTERNS}. */
export type Pattern = (typeof PATTERNS)[number];

/** Working hours of the person behind a machine, in local time with a fixed offset (no summer time). */
export const WorkingHours = z.strictObject({
  from: z.number().min(0).max(24).default(9),
  to: z.number().min(0).max(24).default(18),
  /** Days of the week, Sunday is 0. */
  days: z.array(z.int().min(0).max(6)).default([1, 2, 3, 4, 5]),
  utcOffsetMinutes: z.int().min(-720).max(840).default(60),
});
export type WorkingHours = z.infer<typeof WorkingHours>;

/** The hidden truth as a fleet file states it. */
export const Truth = z.strictObject({
  pattern: z.enum(PATTERNS),
  /** Since when nobody needs the machine: `forgotten` and `tiny-flavor` only. Default 6. */
  idleSinceHours: z.number().min(0).max(8760).optional(),
  /** Working hours of `think-time` and `ssh-only`. */
  hours: WorkingHours.optional(),
  /** Holiday of the person behind `think-time` or `ssh-only`; one that is still to come began less than 0 hours ago. */
  holiday: z
    .strictObject({ sinceHours: z.number().min(-8760).max(8760), forHours: z.number().min(0).max(8760) })
    .optional(),
  /** Whether a machine of pattern `no-metrics` works. Default true. */
  works: z.boolean().optional(),
});
export type Truth = z.infer<typeof Truth>;

/** The truth with every default filled in and times made absolute. */
export interface TruthRecord {
  readonly pattern: Pattern;
  /** Milliseconds since the epoch from which on nobody needs the machine; `null` for never. */
  readonly idleSince: number | null;
  readonly hours: WorkingHours;
  /** When nobody needs the machine although it is working time, milliseconds since the epoch; `null` for never. */
  readonly holiday: { readonly from: number; readonly to: number } | null;
  readonly works: boolean;
}

const DEFAULT_HOURS: WorkingHours = WorkingHours.parse({});
const IDLE_SINCE_HOURS = 6;

/** Fixes a truth to the clock at which the machine enters the emulator. */
export function truthRecord(truth: Truth, now: number): TruthRecord {
  const ends = truth.pattern === "forgotten" || truth.pattern === "tiny-flavor";
  return {
    pattern: truth.pattern,
    idleSince: ends ? now - (truth.idleSinceHours ?? IDLE_SINCE_HOURS) * 3_600_000 : null,
    hours: truth.hours ?? DEFAULT_HOURS,
    holiday: truth.holiday ? holidayAt(truth.holiday, now) : null,
    works: truth.works ?? true,
  };
}

function holidayAt({ sinceHours, forHours }: NonNullable<Truth["holiday"]>, now: number) {
  const from = now - sinceHours * 3_600_000;
  return { from, to: from + forHours * 3_600_000 };
}

/** Whether the machine, if it is on, does something that somebody needs at that moment. */
export function truthWorks(truth: TruthRecord, at: number): boolean {
  switch (truth.pattern) {
    case "steady-training":
    case "data-stalls":
    case "dead-agent":
    case "busy":
      return true;
    case "idle":
      return false;
    case "no-metrics":
      return truth.works;
    case "forgotten":
    case "tiny-flavor":
      return truth.idleSince !== null && at < truth.idleSince;
    case "think-time":
    case "ssh-only":
      return isWorkingTime(truth.hours, at) && !isOnHoliday(truth, at);
  }
}

/** Whether a moment falls into working hours. */
export function isWorkingTime(hours: WorkingHours, at: number): boolean {
  const local = at + hours.utcOffsetMinutes * 60_000;
  const hour = (local % 86_400_000) / 3_600_000;
  return hours.days.includes(dayOfWeek(local)) && hour >= hours.from && hour < hours.to;
}

function isOnHoliday({ holiday }: TruthRecord, at: number): boolean {
  return holiday !== null && at >= holiday.from && at < holiday.to;
}

/** The break of a working day in which the laptop is shut: 45 to 100 minutes from about noon on. */
export function isAway(hours: WorkingHours, machineKey: number, at: number): boolean {
  const local = at + hours.utcOffsetMinutes * 60_000;
  const day = Math.floor(local / 86_400_000);
  const start = 11.75 + noise(machineKey ^ hashText("break"), day);
  const length = (45 + 55 * noise(machineKey ^ hashText("break-length"), day)) / 60;
  const hour = (local % 86_400_000) / 3_600_000;
  return hour >= start && hour < start + length;
}

function dayOfWeek(local: number): number {
  // Day 0 of the epoch was a Thursday.
  return (Math.floor(local / 86_400_000) + 4) % 7;
}
