import type { Language } from "../../domain/chat.ts";
import { createZoneClock } from "../hours/zone-clock.ts";

/** In which words a time is written. */
export interface LocalTimeOptions {
  /** IANA zone of whoever reads it; `null`: none is known, and UTC alone is written. */
  readonly zone: string | null;
  readonly language: Language;
  /** Times further away than six days are written with their date. */
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;
const DAYS_NAMED = 6;

const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
};
const BRACKETS: Readonly<Record<Language, readonly [string, string]>> = { en: [" (", ")"], zh: ["（", "）"] };

/** A wall time, written as if it were UTC. */
interface Wall {
  readonly weekday: string;
  readonly date: string;
  readonly time: string;
}

function wallOf(wallMs: number, language: Language): Wall {
  const [date = "", rest = ""] = new Date(wallMs).toISOString().split("T");
  const weekday = WEEKDAYS[language][new Date(wallMs).getUTCDay()] ?? "";
  return { weekday, date, time: rest.slice(0, 5) };
}

/** The offset of a zone; UTC for one that this runtime does not know, which then says so by its name. */
function offsetOf(zone: string, atMs: number): number | null {
  try {
    return createZoneClock(zone).offsetMs(atMs);
  } catch {
    return null;
  }
}

/** An instant as its reader's clock shows it, with UTC beside it: `Fri 20:00 Europe/Berlin (18:00 UTC)`. */
export function localTime(atMs: number, { zone, language, nowMs }: LocalTimeOptions): string {
  const withDate = Math.abs(atMs - nowMs) > DAYS_NAMED * DAY_MS;
  const written = ({ weekday, date, time }: Wall) => [weekday, ...(withDate ? [date] : []), time].join(" ");
  const utc = wallOf(atMs, language);
  const offsetMs = zone === null || zone === "UTC" ? null : offsetOf(zone, atMs);
  if (offsetMs === null) return `${written(utc)} UTC`;
  const local = wallOf(atMs + offsetMs, language);
  const [open, close] = BRACKETS[language];
  const beside = local.date === utc.date ? utc.time : written(utc);
  return `${written(local)} ${zone}${open}${beside} UTC${close}`;
}
