import type { Backtest } from "../../core/backtest/backtest.ts";
import { type BacktestOptions, backtestLeadMs, createBacktest } from "../../core/backtest/create-backtest.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { Store } from "../../ports/store.ts";
import { readLogPages } from "../read-log-pages.ts";

/** A piece of a frame tells of 250 machines, so a page of the log is not small. */
const PAGE_ENTRIES = 200;

/** A frame is written within so long of the hour that it closes. */
const LATE_FRAME_MS = 3_600_000;

/** What a replay needs of the log; the rest is not read. */
const PHASES = ["seen", "planned", "skipped", "submitting", "rejected"] as const;

function nothingToPlay(days: number, unreadable: number): AutomationError {
  const why =
    unreadable > 0
      ? `${unreadable} frames of the log cannot be read by this version: update curfew to the one that wrote them`
      : `the log holds no frame of the last ${days} days, so there is nothing to play`;
  return new AutomationError(
    "usage",
    `${why}; frames of the fleet are written once an hour, by curfew serve, the schedule function or curfew run, as soon as a policy goes by the clock (versions before them wrote none): let it observe for a day, then try again`,
  );
}

/** Reads the log from before the time on and plays it. Throws `usage` where it holds nothing that can be played. */
export async function readBacktest(
  store: Pick<Store, "find" | "listHolds">,
  options: Omit<BacktestOptions, "holds">,
): Promise<Backtest> {
  const { fromMs, untilMs, after, before } = options;
  const holds = await store.listHolds(untilMs);
  const backtest = createBacktest({ ...options, holds });
  const rulebooks = [after.rulebook, ...(before ? [before.rulebook] : [])];
  const filter = {
    ...{ phases: PHASES, sinceMs: fromMs - backtestLeadMs(rulebooks), untilMs: untilMs + LATE_FRAME_MS },
  };
  await readLogPages(store, { filter, pageEntries: PAGE_ENTRIES }, backtest.add);
  const result = backtest.result();
  if (backtest.frames() > 0) return result;
  throw nothingToPlay(Math.round((untilMs - fromMs) / 86_400_000), backtest.unreadable());
}
