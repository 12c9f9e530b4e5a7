import type { Rulebook } from "../core/rulebook.ts";
import type { Hold } from "../domain/hold.ts";
import type { Pause } from "../domain/pause.ts";
import type { StatusEntry } from "../domain/status.ts";
import type { LogReader, OpenRun } from "../ports/log-reader.ts";
import type { Store } from "../ports/store.ts";
import { type Moment, type OpenRunView, openRunView } from "./open-run-view.ts";
import { type ApprovalView, readApprovals } from "./read-approvals.ts";
import { type ParkedRun, readParkedRuns } from "./read-parked-runs.ts";
import { readPause } from "./read-pause.ts";
import { type PendingView, readPending, readVerdicts, type Verdicts } from "./read-pending.ts";
import { readUntold, type UntoldView } from "./read-untold.ts";
import { isTelling, NOTICES_SOURCE } from "./tell-news.ts";

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
  /** Plans that people are asked about, the one that is given up first coming first. */
  readonly approvals: readonly ApprovalView[];
  /** Stops that owners were warned of, the next one first. */
  readonly pending: readonly PendingView[];
  /** Holds that stand. */
  readonly holds: readonly Hold[];
  /** `target/kind/id` of machines that a policy left alone because nobody is known to own them. */
  readonly ownerUnknown: readonly string[];
  /** Runs that were set aside and wait for somebody to play them again, oldest first. */
  readonly parked: readonly ParkedRun[];
  /** Messages that somebody has not got, by address. */
  readonly untold: readonly UntoldView[];
  /** Newest first, without those that only told people. */
  readonly lastRuns: readonly EndedRun[];
  /** ISO 8601: the newest clock slot that was taken in, of those a policy was due at; `null` when there is none. */
  readonly lastTick: string | null;
}

async function runsToShow(
  store: Store,
  openRuns: number,
): Promise<{ runs: readonly OpenRun[]; more: boolean }> {
  const { openRunsKnown } = STATUS_LIMITS;
  const [known, doubts] = await Promise.all([
    store.openRuns({ limit: openRunsKnown }),
    store.find({ phases: ["unknown"], open: true }, { limit: openRunsKnown, newest: true }),
  ]);
  const doubtful = new Set(doubts.entries.map(({ run }) => run));
  // What waits to be told is summed up apart.
  const all = known.filter((run) => !isTelling(run));
  // What waits for a person is told whatever else is open.
  const runs = all.filter(({ run }, index) => index < openRuns || doubtful.has(run));
  return { runs, more: all.length > runs.length || known.length === openRunsKnown };
}

async function readOpenRuns(
  store: Store,
  moment: Moment,
  openRuns: number,
): Promise<Pick<StatusView, "open" | "moreOpen">> {
  const { runs, more } = await runsToShow(store, openRuns);
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

/** A run that has ended; none where it only told people. */
async function endedRun(
  reader: LogReader,
  { run, at, reason, text }: StatusEntry,
): Promise<readonly EndedRun[]> {
  const { entries } = await reader.find({ run, phases: ["received"] }, { limit: 1 });
  const [received] = entries;
  if (received?.details["source"] === NOTICES_SOURCE) return [];
  return [{ run, what: received?.text ?? "", endedAt: at, reason, text }];
}

async function readLastRuns(reader: LogReader): Promise<readonly EndedRun[]> {
  const { lastRuns } = STATUS_LIMITS;
  // Behind every run there may be one that told of it.
  const { entries } = await reader.find({ phases: ["finished"] }, { limit: 4 * lastRuns, newest: true });
  const ended = await Promise.all(entries.toReversed().map((entry) => endedRun(reader, entry)));
  return ended.flat().slice(0, lastRuns);
}

async function readLastTick(reader: LogReader): Promise<string | null> {
  const { entries } = await reader.find(
    { phases: ["received"] },
    { limit: STATUS_LIMITS.events, newest: true },
  );
  const tick = entries.findLast(({ details }) => details["type"] === "schedule.tick");
  return tick ? String(tick.details["time"] ?? tick.at) : null;
}

/** What a status is read with. */
export interface StatusQuery {
  /** Names of the policies whose verdicts are told. */
  readonly policies: readonly string[];
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** Open runs that are looked into. Default: `STATUS_LIMITS.openRuns`. */
  readonly openRuns?: number;
  /** By what answers are weighed. Default: nothing is told of what people are asked. */
  readonly rulebook?: Rulebook;
}

/** Reads what is open, paused, held and unknown. Everything is bounded by {@link STATUS_LIMITS}. */
export async function readStatus(
  store: Store,
  { policies, nowMs, rulebook, openRuns = STATUS_LIMITS.openRuns }: StatusQuery,
): Promise<StatusView> {
  const pause = await readPause(store);
  const [approvals, untold, open, parked, holds, verdicts, lastRuns, lastTick] = await Promise.all([
    rulebook ? readApprovals(store, rulebook, nowMs) : [],
    readUntold(store, nowMs),
    readOpenRuns(store, { nowMs, paused: pause.paused }, openRuns),
    readParkedRuns(store, nowMs),
    store.listHolds(nowMs),
    readVerdicts(store, policies),
    readLastRuns(store),
    readLastTick(store),
  ]);
  const at = new Date(nowMs).toISOString();
  const told = { pending: await readPending(store, verdicts, holds), ownerUnknown: ownerUnknownIn(verdicts) };
  return { at, pause, approvals, untold, ...open, parked, holds, ...told, lastRuns, lastTick };
}
