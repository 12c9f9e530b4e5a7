import { dayNumber, weekdayOf } from "../core/hours/work-calendar.ts";
import { Calendar } from "../domain/hours.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import { type FilePlace, readStrictFile, type StrictFile } from "./strict-file.ts";

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function checkDay(day: string, path: ConfigPath, until: string): readonly Finding[] {
  if (!isDay(day)) return [{ path, message: `there is no day ${day}`, hint: "look at the month's length" }];
  if (day <= until) return [];
  return [{ path, message: `${day} lies after until, which is ${until}`, hint: "move until" }];
}

function checkWorkday(day: string, path: ConfigPath, holidays: ReadonlySet<string>): readonly Finding[] {
  if (holidays.has(day)) {
    return [{ path, message: `${day} is a holiday and worked as well`, hint: "remove one of the two" }];
  }
  if (!isDay(day) || weekdayOf(dayNumber(day)) > 5) return [];
  const hint = "only week-end days that are worked stand under workdays; look for a slip in the date";
  return [{ path, message: `${day} is no week-end day, so it is worked anyway`, hint }];
}

function check({ holidays, workdays, until }: Calendar): readonly Finding[] {
  const known = new Set(holidays);
  return [
    ...(isDay(until) ? [] : [{ path: ["until"], message: `there is no day ${until}` }]),
    ...holidays.flatMap((day, index) => checkDay(day, ["holidays", index], until)),
    ...workdays.flatMap((day, index) => [
      ...checkDay(day, ["workdays", index], until),
      ...checkWorkday(day, ["workdays", index], known),
    ]),
  ];
}

/** Reads a calendar. Days that do not exist and days that contradict each other are findings. */
export function readCalendar(text: string, place: FilePlace): StrictFile<Calendar> {
  return readStrictFile(text, place, { schema: Calendar, check });
}
