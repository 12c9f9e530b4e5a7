const DAY_MS = 86_400_000;

/** The week of a moment in UTC, as ISO 8601 counts them: `2026-W47`. A week belongs to the year of its Thursday. */
export function isoWeek(atMs: number): string {
  const day = Math.floor(atMs / DAY_MS);
  // The first day of 1970 was a Thursday, so that day 0 stands fourth in its week.
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const firstOfYear = Math.floor(Date.UTC(year, 0, 1) / DAY_MS);
  const week = Math.floor((thursday - firstOfYear) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}
