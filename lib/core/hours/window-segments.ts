import { allOf, anyOf, daysMatch } from "./days-match.ts";
import { crossesMidnight, type Window } from "./window.ts";
import type { Known, WorkCalendar } from "./work-calendar.ts";
import type { ZoneClock } from "./zone-clock.ts";

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/** A stretch of time that windows cover; `certain` is `false` where the calendar cannot tell. */
export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly certain: boolean;
}

/** Where windows lie: in whose time, by which calendar. */
export interface Whereabouts {
  readonly clock: ZoneClock;
  readonly calendar: WorkCalendar;
}

/**
 * When windows are open that begin on these local days. A window that crosses midnight belongs to the day on which it
 * begins. The morning after a day that is covered as a whole is part of it, as far as a window of the next day that
 * crosses midnight would reach: people who write `Mon-Fri 20:00-07:00, Sat-Sun` do not mean that machines start on
 * Monday at midnight, and of `workday 20:00-07:00, free` nobody could write down the morning after a holiday otherwise.
 */
export function segmentsOf(
  windows: readonly Window[],
  { clock, calendar }: Whereabouts,
  days: { readonly first: number; readonly last: number },
): readonly Segment[] {
  const segments: Segment[] = [];
  const whole = windows.filter(({ time }) => time === null);
  const isWhole = (day: number) => anyOf(whole.map((window) => daysMatch(window.days, day, calendar)));
  const add = (day: number, [fromMinute, toMinute]: readonly [number, number], covered: Known) => {
    if (covered === false) return;
    const fromMs = clock.instantOf(day * DAY_MS + fromMinute * MINUTE_MS, "first");
    const toMs = clock.instantOf(day * DAY_MS + toMinute * MINUTE_MS, "last");
    // A window that lies within the gap of daylight saving as a whole does not happen.
    if (toMs > fromMs) segments.push({ fromMs, toMs, certain: covered === true });
  };
  for (let day = days.first; day <= days.last; day += 1) {
    for (const window of windows) {
      const { fromMinute, toMinute } = window.time ?? { fromMinute: 0, toMinute: DAY_MINUTES };
      const meant = daysMatch(window.days, day, calendar);
      if (!crossesMidnight(window)) add(day, [fromMinute, toMinute], meant);
      else {
        add(day, [fromMinute, DAY_MINUTES + toMinute], meant);
        if (toMinute > 0) add(day, [0, toMinute], allOf([meant, isWhole(day - 1)]));
      }
    }
  }
  return segments;
}
