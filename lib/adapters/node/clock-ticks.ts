import { schedule } from "node-cron";
import { type TickOptions, tickSince } from "./tick-since.ts";

/** Ticks once a minute, on the minute. */
export interface ClockTicks {
  stop(): Promise<void>;
}

/** The clock of the plain Node host. */
export function startClock(options: TickOptions): ClockTicks {
  const task = schedule("* * * * *", tickSince(options));
  return { stop: async () => void (await task.destroy()) };
}
