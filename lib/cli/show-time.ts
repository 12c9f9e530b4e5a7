/** How a time is shown. */
export interface ShowTimeOptions {
  /** Whether UTC stands beside the local time. Default: yes. */
  readonly utc?: boolean;
  /** Whether the day stands before the time. Default: yes. */
  readonly date?: boolean;
  /** Minutes that local time is ahead of UTC. Default: as in this computer's zone at that moment. */
  readonly zoneMinutes?: number;
}

/**
 * Local time for people, with UTC beside it where there is room: `2026-11-21 14:05:09 (13:05 UTC)`. Where it is another
 * day in UTC, that day is written too. A text that is no time stays as it is.
 */
export function showTime(at: string | number, options: ShowTimeOptions = {}): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return String(at);
  const { utc = true, date = true, zoneMinutes = -moment.getTimezoneOffset() } = options;
  const [day = "", time = ""] = new Date(moment.getTime() + zoneMinutes * 60_000).toISOString().split("T");
  const [utcDay = "", utcTime = ""] = moment.toISOString().split("T");
  const utcShown = `(${date && utcDay !== day ? `${utcDay} ` : ""}${utcTime.slice(0, 5)} UTC)`;
  return [date ? day : "", time.slice(0, 8), utc ? utcShown : ""].filter(Boolean).join(" ");
}
