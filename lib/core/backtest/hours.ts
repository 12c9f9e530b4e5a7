/** The grain of the log's history: a frame an hour. */
export const HOUR_MS = 3_600_000;
