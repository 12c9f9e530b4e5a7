import type { Backtest } from "../../core/backtest/backtest.ts";
import {
  type BacktestOptions,
  type BacktestSide,
  backtestLeadMs,
  createBacktest,
} from "../../core/backtest/create-backtest.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { StatusEntry } from "../../domain/status.ts";
import type { Store } from "../../ports/store.ts";
import { readLogPages } from "../../shell/read-log-pages.ts";

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

/** Names of the targets whose machines a frame tells of. */
function targetsIn({ phase, details }: StatusEntry): readonly string[] {
  const machines = phase === "seen" ? details["machines"] : [];
  if (!Array.isArray(machines)) return [];
  return machines.map(({ ref }: { readonly ref?: unknown }) => String(ref).split("/", 1)[0] ?? "");
}

/** What the log tells nothing of: where a side means other machines than it, the difference is not one of policies. */
function notInLog({ name, rulebook }: BacktestSide, known: ReadonlySet<string>): readonly string[] {
  const { targets } = rulebook.config;
  const missing = targets.filter((target) => !known.has(target.name)).map((target) => target.name);
  if (missing.length === 0) return [];
  const what = missing.length === 1 ? "a target" : "targets";
  const which = `the log knows no machine of ${missing.join(", ")}, ${what} of ${name}`;
  const all = missing.length === targets.length;
  const so = all
    ? "so nothing at all is played of it, and the difference says nothing of the policies"
    : "so nothing is played there";
  return [`${which}: ${so}`];
}

/** A replay, and what the two sides mean that the log knows nothing of; that stands among its notes too. */
export interface ReadBacktest {
  readonly backtest: Backtest;
  readonly missing: readonly string[];
}

/** Reads the log from before the time on and plays it. Throws `usage` where it holds nothing that can be played. */
export async function readBacktest(
  store: Pick<Store, "find" | "listHolds">,
  options: Omit<BacktestOptions, "holds">,
): Promise<ReadBacktest> {
  const { fromMs, untilMs, after, before } = options;
  const holds = await store.listHolds(untilMs);
  const backtest = createBacktest({ ...options, holds });
  const rulebooks = [after.rulebook, ...(before ? [before.rulebook] : [])];
  const filter = {
    ...{ phases: PHASES, sinceMs: fromMs - backtestLeadMs(rulebooks), untilMs: untilMs + LATE_FRAME_MS },
  };
  const known = new Set<string>();
  await readLogPages(store, { filter, pageEntries: PAGE_ENTRIES }, (entry) => {
    for (const target of targetsIn(entry)) known.add(target);
    backtest.add(entry);
  });
  const result = backtest.result();
  const missing = [after, ...(before ? [before] : [])].flatMap((side) => notInLog(side, known));
  const { untold } = result;
  const told = { ...result, untold: { ...untold, notes: [...missing, ...untold.notes] } };
  if (backtest.frames() > 0) return { backtest: told, missing };
  throw nothingToPlay(Math.round((untilMs - fromMs) / 86_400_000), backtest.unreadable());
}
