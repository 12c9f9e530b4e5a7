/** A clock that moves only when the test says so; host and emulated cloud share one. */
export interface TestClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  advance(ms: number): void;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** A Tuesday morning. */
const START_MS = Date.UTC(2026, 4, 12, 9, 0, 0);

export function createTestClock(): TestClock {
  let nowMs = START_MS;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
