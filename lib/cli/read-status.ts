import type { Hold } from "../domain/hold.ts";
import type { Pause } from "../domain/pause.ts";
import type { StatusEntry } from "../domain/status.ts";
import type { LogReader, OpenRun } from "../ports/log-reader.ts";
import type { Store } from "../ports/store.ts";
import { readPause } from "../shell/read-pause.ts";
import { type Moment, type OpenRunView, openRunView } from "./open-run-view.ts";
import { type ParkedRun, readParkedRuns } from "./read-parked-runs.ts";
import { type PendingView, readPending, readVerdicts, type Verdicts } from "./read-pending.ts";

/** Bounds of one look at a store. */
export const STATUS_LIMITS = {
  /** Open runs that are looked into. */
  openRuns: 200,
  /** Open runs among which those with an unknown step are found, however many are looked into. */
  openRunsKnown: 10_000,
  /** Ended runs that are shown. */
  lastRuns: 5,
  /** Events among which the last tick is looked for. */
  events: 500,
} as const;

/** A run that has ended. */
export interface EndedRun {
  readonly run: string;
  /** What set it off, in words. */
  readonly what: string;
  /** ISO 8601. */
  readonly endedAt: string;
  readonly reason: string;
  readonly text: string;
}

/** What there is to know about a store at one moment. */
export interface StatusView {
  /** ISO 8601. */
  readonly at: string;
  readonly pause: Pause;
  /** Runs that have not ended, oldest first. */
  readonly open: readonly OpenRunView[];
  /** Whether more runs are open than are told here. */
  readonly moreOpen: boolean;
  /** Stops that owners were warned of, the next one first. */
  readonly pending: readonly PendingView[];
  /** Holds that stand. */
  readonly holds: readonly Hold[];
  /** `target/kind/id` of machines that a policy left alone because nobody is known to own them. */
  readonly ownerUnknown: readonly string[];
  /** Runs that were set aside and wait for somebody to play them again, oldest first. */
  readonly parked: readonly ParkedRun[];
  /** Newest first. */
  readonly lastRuns: readonly EndedRun[];
  /** ISO 8601: the newest clock slot that was taken in, of those a policy was due at; `null` when there is none. */
  readonly lastTick: string | null;
}

async function runsToShow(store: Store): Promise<{ runs: readonly OpenRun[]; more: boolean }> {
  const { openRuns, openRunsKnown } = STATUS_LIMITS;
  const [all, doubts] = await Promise.all([
    store.openRuns({ limit: openRunsKnown }),
    store.find({ phases: ["unknown"], open: true }, { limit: openRunsKnown, newest: true }),
  ]);
  const doubtful = new Set(doubts.entries.map(({ run }) => run));
  // What waits for a person is told whatever else is open.
  const runs = all.filter(({ run }, index) => index < openRuns || doubtful.has(run));
  return { runs, more: all.length > runs.length || all.length === openRunsKnown };
}

async function readOpenRuns(store: Store, moment: Moment): Promise<Pick<StatusView, "open" | "moreOpen">> {
  const { runs, more } = await runsToShow(store);
  const views: OpenRunView[] = [];
  for (const run of runs) {
    const entries = (await store.read(run.run))?.entries ?? [];
    // Between the question and this read it may have ended.
    if (entries.at(-1)?.phase !== "finished") views.push(openRunView(run, entries, moment));
  }
  return { open: views, moreOpen: more };
}

function ownerUnknownIn(verdicts: Verdicts): readonly string[] {
  const found = verdicts.flatMap(([, byResource]) =>
    [...byResource].flatMap(([resource, { reason }]) => (reason === "owner-unknown" ? [resource] : [])),
  );
  return [...new Set(found)].sort();
}

async function endedRun(reader: LogReader, { run, at, reason, text }: StatusEntry): Promise<EndedRun> {
  const { entries } = await reader.find({ run, phases: ["received"] }, { limit: 1 });
  return { run, what: entries[0]?.text ?? "", endedAt: at, reason, text };
}

async function readLastRuns(reader: LogReader): Promise<readonly EndedRun[]> {
  const { entries } = await reader.find(
    { phases: ["finished"] },
    { limit: STATUS_LIMITS.lastRuns, newest: true },
  );
  return Promise.all(entries.toReversed().map((entry) => endedRun(reader, entry)));
}

async function readLastTick(reader: LogReader): Promise<string | null> {
  const { entries } = await reader.find(
    { phases: ["received"] },
    { limit: STATUS_LIMITS.events, newest: true },
  );
  const tick = entries.findLast(({ details }) => details["type"] === "schedule.tick");
  return tick ? String(tick.details["time"] ?? tick.at) : null;
}

/** Reads what is open, paused, held and unknown. Everything is bounded by {@link STATUS_LIMITS}. */
export async function readStatus(
  store: Store,
  { policies, nowMs }: { readonly policies: readonly string[]; readonly nowMs: number },
): Promise<StatusView> {
  const pause = await readPause(store);
  const [open, parked, holds, verdicts, lastRuns, lastTick] = await Promise.all([
    readOpenRuns(store, { nowMs, paused: pause.paused }),
    readParkedRuns(store, nowMs),
    store.listHolds(nowMs),
    readVerdicts(store, policies),
    readLastRuns(store),
    readLastTick(store),
  ]);
  const at = new Date(nowMs).toISOString();
  const told = { pending: await readPending(store, verdicts, holds), ownerUnknown: ownerUnknownIn(verdicts) };
  return { at, pause, ...open, parked, holds, ...told, lastRuns, lastTick };
}
