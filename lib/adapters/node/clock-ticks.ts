import { schedule } from "node-cron";

const MINUTE_MS = 60_000;

/** Called with the slot and the one before it, milliseconds since the epoch. */
export type OnTick = (slotMs: number, sinceMs: number) => Promise<unknown>;

/** Ticks once a minute, on the minute. */
export interface ClockTicks {
  stop(): Promise<void>;
}

/**
 * The clock of the plain Node host. Each tick covers everything since the one before it, so that one that came late
 * loses nothing.
 */
export function startClock(options: {
  readonly onTick: OnTick;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}): ClockTicks {
  let sinceMs = Math.floor(options.now() / MINUTE_MS) * MINUTE_MS;
  const task = schedule("* * * * *", async () => {
    const slotMs = Math.floor(options.now() / MINUTE_MS) * MINUTE_MS;
    if (slotMs <= sinceMs) return;
    const from = sinceMs;
    sinceMs = slotMs;
    await options.onTick(slotMs, from).catch(options.onError);
  });
  return { stop: async () => void (await task.destroy()) };
}
