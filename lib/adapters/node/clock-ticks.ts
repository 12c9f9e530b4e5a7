import { schedule } from "node-cron";
import { type TickOptions, tickSince } from "./tick-since.ts";

/** Ticks once a minute, on the minute. */
export interface ClockTicks {
  stop(): Promise<void>;
}

/** How often the clock is looked at beside node-cron. */
const LOOK_EVERY_MS = 15_000;

/**
 * The clock of the plain Node host. node-cron ticks on the minute, but waits for the moment it has in mind: a clock
 * that is set back by hours would silence it for hours. So the clock is looked at by a timer too, which no wall clock
 * moves; a minute that has been covered is covered once.
 */
export function startClock(options: TickOptions): ClockTicks {
  const tick = tickSince(options);
  const task = schedule("* * * * *", tick);
  // Said aloud by default, once for every minute of a jump; the next tick makes up for them or tells that it cannot.
  task.on("execution:missed", () => undefined);
  const looking = setInterval(() => void tick(), LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(looking);
      await task.destroy();
    },
  };
}
