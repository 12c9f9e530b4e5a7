/** When a history begins, in milliseconds since the epoch. */
export const START_MS = Date.UTC(2026, 0, 15, 8);
export const MINUTE_MS = 60_000;
/** Faults for so long, then calm for so long, so that everything that can end does end. */
export const STORM_MS = 100 * MINUTE_MS;
const CALM_MS = 240 * MINUTE_MS;
/** When a history is over. */
export const END_MS = START_MS + STORM_MS + CALM_MS;
