import { digestNotices, digestWeek } from "../core/notices/digest-notices.ts";
import {
  ANSWERED_TYPES,
  hasAnswer,
  isBudgetAlert,
  isDemand,
  isNews,
  isOutcome,
  isPlanChange,
  isSettlement,
  isUnderWay,
  NEWS_PHASES,
} from "../core/notices/is-news.ts";
import { noticesOfRun } from "../core/notices/notices-of-run.ts";
import type { RunNews, TellingContext, Told } from "../core/notices/told.ts";
import type { AutomationEvent } from "../domain/event.ts";
import { DIGEST_POLICY } from "../domain/frame.ts";
import { groupBy } from "../domain/group-by.ts";
import type { StatusEntry } from "../domain/status.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** Entries that are looked through at once: what a pass over a large fleet has to say is then hardly ever torn apart. */
export const STRETCH_ENTRIES = 2_000;

/** Digests among which a new one is looked for: more than one a week there is not. */
const DIGESTS_MAX = 5;

/** A stretch of the log, and what it has to tell. */
export interface Stretch {
  readonly told: readonly Told[];
  /** Place of its end. */
  readonly upTo: string;
  /** Week of the newest digest that was told, with this stretch or before it. */
  readonly week: string | null;
  /** How many entries were looked through. */
  readonly looked: number;
  /** Whether it reaches to the end of the log. */
  readonly isEnd: boolean;
}

type Type = AutomationEvent["type"];
type Origin = Pick<RunNews, "type" | "source">;
type Reading = Pick<ShellPorts, "store" | "rulebook" | "clock">;

/** What a run's first entry says of its event. */
function originIn(entry: StatusEntry | undefined): Origin | undefined {
  const { type, source } = entry?.details ?? {};
  // Written by `acceptEvent`, for events that were checked.
  return typeof type === "string" && typeof source === "string" ? { type: type as Type, source } : undefined;
}

/** Origins of runs, asked for once; those of the same stretch need no question. */
function createOrigins(entries: readonly StatusEntry[], { store }: Reading) {
  const known = new Map<string, Origin | undefined>();
  for (const entry of entries) if (entry.phase === "received") known.set(entry.run, originIn(entry));
  return async (run: string): Promise<Origin | undefined> => {
    if (!known.has(run)) {
      const found = await store.find({ run, phases: ["received"] }, { limit: 1 });
      known.set(run, originIn(found.entries[0]));
    }
    return known.get(run);
  };
}

const TOLD_WITH_THE_RUN = [
  ...[isOutcome, isDemand, hasAnswer, isBudgetAlert, isPlanChange, isSettlement],
] as const;

function needsWhole(type: Type, news: readonly StatusEntry[]): boolean {
  return ANSWERED_TYPES.includes(type) || news.some((entry) => TOLD_WITH_THE_RUN.some((is) => is(entry)));
}

async function newsOf(
  run: string,
  origin: Origin,
  news: readonly StatusEntry[],
  { store }: Reading,
): Promise<RunNews> {
  const stored = needsWhole(origin.type, news) ? await store.read(run) : undefined;
  return { run, ...origin, event: stored?.event ?? null, entries: stored?.entries ?? news, news };
}

async function toldOfRuns(
  entries: readonly StatusEntry[],
  context: TellingContext,
  ports: Reading,
): Promise<readonly Told[]> {
  const originOf = createOrigins(entries, ports);
  const told: Told[] = [];
  // What cannot be news whatever its run is needs no question about the run.
  const dependsOnRun = (entry: StatusEntry) => entry.phase === "finished" || isUnderWay(entry);
  const candidates = entries.filter((entry) => dependsOnRun(entry) || isNews(entry, undefined));
  for (const [run, own] of groupBy(candidates, (entry) => entry.run)) {
    const origin = await originOf(run);
    const news = own.filter((entry) => isNews(entry, origin?.type));
    if (!origin || news.length === 0) continue;
    told.push(...noticesOfRun(await newsOf(run, origin, news, ports), context));
  }
  return told;
}

async function newestDigest({ store }: Reading, after: string): Promise<StatusEntry | undefined> {
  const filter = { policy: DIGEST_POLICY, phases: ["seen" as const] };
  const place = after === "" ? {} : { after };
  const { entries } = await store.find(filter, { limit: DIGESTS_MAX, newest: true, ...place });
  return entries.at(-1);
}

/** Where a stretch begins. */
export interface Behind {
  /** Place in the log; empty for its beginning. */
  readonly after: string;
  /** Week of the last digest that was told. */
  readonly week: string | null;
  /** Most entries that are looked through. Default: {@link STRETCH_ENTRIES}. */
  readonly limit?: number;
}

/** Looks through the log behind a place, a limited number of entries, for what people are to be told. */
export async function readNews(
  ports: Reading,
  { after, week, limit = STRETCH_ENTRIES }: Behind,
): Promise<Stretch> {
  const { store, rulebook, clock } = ports;
  const context: TellingContext = { config: rulebook.config, nowMs: clock.now() };
  const place = after === "" ? {} : { after };
  const digest = await newestDigest(ports, after);
  const page = await store.find({ phases: NEWS_PHASES }, { limit, ...place });
  const told = await toldOfRuns(page.entries, context, ports);
  const newWeek = digestWeek(digest);
  const isNewWeek = digest !== undefined && newWeek !== null && newWeek !== week;
  return {
    told: isNewWeek ? [...told, ...digestNotices(digest, context).filter(({ to }) => to.length > 0)] : told,
    upTo: page.cursor ?? after,
    week: newWeek ?? week,
    looked: page.entries.length,
    isEnd: page.entries.length < limit,
  };
}
