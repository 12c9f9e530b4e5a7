import type { AutomationEvent } from "../../lib/domain/event.ts";
import { Hold } from "../../lib/domain/hold.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { isLocalVerb } from "../../lib/domain/verbs.ts";
import type { Store } from "../../lib/ports/store.ts";
import type { Scheduler } from "./scheduler.ts";
import { machineId } from "./world-config.ts";

const HOUR_MS = 3_600_000;

/** The machines that people argue about; one works, so that no policy wants it. */
const ARGUED = [`prod/notebook/${machineId(3)}`, `prod/dev-server/${machineId(24)}`] as const;

/** People hold, extend and release the same machines, each wish for an hour. */
export function exceptionRequests(atMs: number, scheduler: Scheduler): readonly AutomationEvent[] {
  return Array.from({ length: scheduler.between(8, 24) }, (_, index) => {
    const verb = scheduler.chance(0.5) ? "extend" : scheduler.chance(0.6) ? "hold" : "release";
    return {
      ...{ specversion: "1.0", id: `exception-${index}`, source: "inbox", trigger: "queue" },
      ...{ type: "action.request", time: new Date(atMs).toISOString() },
      data: {
        ...{ verb, resource: ARGUED[scheduler.between(0, 1)], why: "works" },
        parameters: verb === "release" ? {} : { for: "1h" },
        by: `person-${scheduler.between(0, 3)}`,
      },
    } as AutomationEvent;
  });
}

/** An exception that the log says was granted. */
interface Granted {
  readonly entry: StatusEntry;
  readonly hold: Hold;
}

function grantedIn(entries: readonly StatusEntry[]): readonly Granted[] {
  return entries.flatMap((entry) => {
    if (entry.phase !== "succeeded" || !isLocalVerb(entry.action as never)) return [];
    const hold = Hold.safeParse(entry.details["hold"]);
    return hold.success ? [{ entry, hold: hold.data }] : [];
  });
}

const createdMs = ({ hold }: Granted) => Date.parse(hold.createdAt);
const untilMs = ({ hold }: Granted) => Date.parse(hold.until);

/**
 * An extension adds its hour once, to something that stood there. What it was added to may have been set by a run that
 * died before it could say so, and found itself overtaken afterwards.
 */
function addedTwice(one: Granted, all: readonly Granted[], overtaken: number): readonly string[] {
  const others = all.filter((other) => other !== one && other.hold.resource === one.hold.resource);
  const baseMs = Math.max(createdMs(one), ...others.map(untilMs));
  if (one.entry.action !== "extend" || untilMs(one) <= baseMs + (1 + overtaken) * HOUR_MS) return [];
  return [`${one.entry.event}: extended to ${one.hold.until}, more than an hour beyond anything before`];
}

/**
 * What is wrong with the exceptions of a history: each event is granted at most once, an extension adds its time once,
 * and what stands in the end is what was asked for last, as the log tells it.
 */
export async function exceptionProblems(
  entries: readonly StatusEntry[],
  disk: Pick<Store, "listHolds">,
): Promise<readonly string[]> {
  const all = grantedIn(entries);
  const runs = new Set(all.map(({ entry }) => entry.event));
  const twice = runs.size < all.length ? [`${all.length} grants for ${runs.size} events`] : [];
  const kept = new Map((await disk.listHolds(0)).map((hold) => [hold.resource, hold]));
  const astray = ARGUED.flatMap((resource) => {
    const own = all.filter(({ hold }) => hold.resource === resource);
    const lastMs = Math.max(0, ...own.map(createdMs));
    const last = own.filter((one) => createdMs(one) === lastMs).map(({ hold }) => hold.run);
    const found = kept.get(resource);
    if (own.length === 0 || last.includes(found?.run)) return [];
    return [
      `${resource}: the log says that run ${last.join(" or ")} has the last word, the store ${found?.run}`,
    ];
  });
  const overtaken = (ref: string) =>
    entries.filter(({ resource, reason }) => resource === ref && reason === "superseded").length;
  const added = all.flatMap((one) => addedTwice(one, all, overtaken(one.hold.resource)));
  return [...twice, ...astray, ...added];
}
