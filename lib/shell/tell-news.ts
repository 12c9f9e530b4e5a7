import { isHeldDue } from "../core/notices/plan-messages.ts";
import { type Mark, markIn } from "../core/notices/telling-state.ts";
import { tellsAnybody } from "../core/notices/tells-anybody.ts";
import type { AutomationEvent } from "../domain/event.ts";
import { NOTICES_EVENT, NOTICES_POLICY } from "../domain/notice.ts";
import { acceptEvent } from "./accept-event.ts";
import { readNews } from "./read-news.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** Source of the events that Curfew writes for itself to tell people; no source of a config can have this name. */
export const NOTICES_SOURCE = "(notices)";

/** Stretches that one look goes through; the next look goes on. */
const STRETCHES_MAX = 50;

/** The mark moves on without news after so many entries or so long, so that nobody looks through the same twice. */
const MOVE_AFTER = { entries: 10_000, ms: 24 * 3_600_000 } as const;

/** How often the same stretch is taken up anew when the run before was set aside without having planned anything. */
const RENEWALS_MAX = 3;

/** What one process knows of where it has looked; lost with it, and of no other use than to spare reading. */
export interface Looked {
  /** The mark behind which it looked; empty where there is none yet. */
  mark: string;
  /** Up to here there is nothing to tell. */
  place: string;
  /** Entries looked through since the mark. */
  entries: number;
}

/** Whether an event is one that tells people: such runs are gone on with apart from those that act. */
export function isTelling({ type }: { readonly type: string }): boolean {
  return type === NOTICES_EVENT;
}

/** Where the last notices run has ended; `undefined` before the first. */
export async function readMark({ store }: Pick<ShellPorts, "store">): Promise<Mark | undefined> {
  const filter = { policy: NOTICES_POLICY, phases: ["decided" as const] };
  const { entries } = await store.find(filter, { limit: 1, newest: true });
  return markIn(entries[0]);
}

async function endOf({ store }: Pick<ShellPorts, "store">): Promise<string> {
  const { cursor } = await store.find({}, { limit: 1, newest: true });
  return cursor ?? "";
}

interface Due {
  readonly id: string;
  readonly after: string | null;
  readonly upTo: string;
}

function dueEvent({ id, after, upTo }: Due, nowMs: number): AutomationEvent {
  return {
    ...{ specversion: "1.0", id, source: NOTICES_SOURCE, type: NOTICES_EVENT, trigger: "schedule" },
    time: new Date(nowMs).toISOString(),
    data: { after, upTo },
  };
}

function dayOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

/**
 * Takes up what is behind a mark. Every process that reads the same mark comes to the same id, and so to the same run.
 * `undefined`: somebody has told it meanwhile.
 */
async function takeUp(
  ports: ShellPorts,
  mark: Mark | undefined,
  due: Omit<Due, "id">,
): Promise<string | undefined> {
  const nowMs = ports.clock.now();
  const name = mark ? `after-${mark.run}` : `first-${dayOf(nowMs)}`;
  for (let renewal = 0; renewal < RENEWALS_MAX; renewal += 1) {
    const id = renewal === 0 ? name : `${name}-${renewal}`;
    const { run, outcome } = await acceptEvent(dueEvent({ ...due, id }, nowMs), ports);
    if (outcome !== "finished") return run;
    if ((await readMark(ports))?.run !== mark?.run) return undefined;
  }
  return undefined;
}

/**
 * Where telling begins: at the present end of the log, since nobody is told of what is over. Where it is certain that
 * people are to be told, the place is written down, so that whatever happens from now on is told whatever becomes of this
 * process. Answers the run that does that, if one is needed.
 */
export async function beginTelling(ports: ShellPorts, looked: Looked): Promise<string | undefined> {
  if (await readMark(ports)) return undefined;
  const end = await endOf(ports);
  Object.assign(looked, { mark: "", place: end, entries: 0 });
  if (!tellsAnybody(ports.rulebook.config)) return undefined;
  return takeUp(ports, undefined, { after: null, upTo: end });
}

/** The next stretch with something to tell; `undefined`: there is none up to the end, or as far as one look goes. */
async function findNews(ports: ShellPorts, looked: Looked, week: string | null): Promise<string | undefined> {
  for (let stretch = 0; stretch < STRETCHES_MAX; stretch += 1) {
    const news = await readNews(ports, { after: looked.place, week });
    if (news.told.length > 0) return news.upTo;
    looked.place = news.upTo;
    looked.entries += news.looked;
    if (news.isEnd) break;
  }
  return undefined;
}

/** Whether the next run would have to look through much that holds nothing. */
function isFar({ atMs }: Mark, { entries }: Looked, nowMs: number): boolean {
  return entries > MOVE_AFTER.entries || nowMs - atMs > MOVE_AFTER.ms;
}

/**
 * Looks whether there is something to tell, and if there is takes in one event for it. Answers the run, or `undefined`
 * when all has been told. Reads only what has come since the last look.
 */
export async function tellNews(ports: ShellPorts, looked: Looked): Promise<string | undefined> {
  const mark = await readMark(ports);
  const nowMs = ports.clock.now();
  if (mark && looked.mark !== mark.run) {
    Object.assign(looked, { mark: mark.run, place: mark.state.upTo, entries: 0 });
  }
  const isDue = mark !== undefined && isHeldDue(mark.state, nowMs);
  const upTo = isDue ? looked.place : await findNews(ports, looked, mark?.state.week ?? null);
  const moves = mark !== undefined && isFar(mark, looked, nowMs);
  if (upTo === undefined && !moves) return undefined;
  return takeUp(ports, mark, { after: looked.place, upTo: upTo ?? looked.place });
}
