import { createZoneClock } from "../../core/hours/zone-clock.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

function wallText(wallMs: number): { readonly day: string; readonly time: string } {
  const date = new Date(wallMs);
  const text = date.toISOString();
  return { day: `${DAYS[date.getUTCDay()]} ${text.slice(0, 10)}`, time: text.slice(11, 16) };
}

/** `on Mon 2026-11-23 from 07:00 to 08:00 (Europe/Berlin)`; an instant without its end. */
export function localStretch(fromMs: number, toMs: number, zone: string): string {
  const clock = createZoneClock(zone);
  const from = wallText(fromMs + clock.offsetMs(fromMs));
  if (toMs === fromMs) return `on ${from.day} at ${from.time} (${zone})`;
  const to = wallText(toMs + clock.offsetMs(toMs));
  const end = to.day === from.day ? to.time : `${to.day} ${to.time}`;
  return `on ${from.day} from ${from.time} to ${end} (${zone})`;
}
