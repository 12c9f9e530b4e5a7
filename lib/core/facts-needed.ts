import { CLOUDS, type CloudFacts } from "../domain/clouds.ts";
import { UNDO_WITHIN_MAX_MS } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import type { Policy } from "../domain/policy.ts";
import { parseRef, type ResourceKind } from "../domain/resource.ts";
import type { Target } from "../domain/target.ts";
import { isLocalVerb, verb } from "../domain/verbs.ts";
import { asksForScarce } from "./asks-for-scarce.ts";
import { FLAPPING_MS } from "./guards/flapping-guard.ts";
import { askedByPerson } from "./guards/guard.ts";
import { asksForPair, STOPS_READ_MS } from "./hours/stop-and-start.ts";
import type { IdleRule } from "./idle/idle-span.ts";
import { RESTARTS_BACK } from "./restart.ts";

/** One list of machines. */
export interface ListWanted {
  readonly target: string;
  readonly kind: ResourceKind;
  /** Only the machine with this id is looked at: one call instead of the whole list. Default: all of them. */
  readonly id?: string;
}

/** What has to be read before anything can be judged. */
export interface FactsQuery {
  readonly lists: readonly ListWanted[];
  readonly measurements: readonly {
    readonly policy: string;
    readonly kinds: readonly ResourceKind[];
    /** How long each machine must have rested. */
    readonly rule: IdleRule;
  }[];
  /** How far back actions count: the longest cooldown or respect, and at least the hour of the owner cap. */
  readonly actionsMs: number;
  /** Policies whose last verdicts are looked at. */
  readonly policies: readonly string[];
  /** Lists of whose flavors it has to be known whether they can still be had. Absent: none. */
  readonly scarce?: readonly ListWanted[];
  /** The run that is to be taken back. */
  readonly undoes?: string;
}

const HOUR_MS = 3_600_000;

/** A run may have gone on for a day before it could be taken back. */
const UNDO_ACTIONS_MS = UNDO_WITHIN_MAX_MS + 24 * HOUR_MS;

const FLAG_OF = {
  notebook: "notebooks",
  "legacy-notebook": "legacyNotebooks",
  "dev-server": "devServers",
  supernode: "supernodes",
} as const satisfies Record<ResourceKind, keyof CloudFacts>;

/** Whether a cloud has this kind of machine at all. */
export function offers(target: Target, kind: ResourceKind): boolean {
  return CLOUDS[target.cloud][FLAG_OF[kind]];
}

/** Lists in which the machines of a set stand, as `target/kind`. */
function listsOfSet({ groups }: Intent): ReadonlySet<string> | undefined {
  if (!groups) return undefined;
  const refs = groups.flat().map((ref) => parseRef(ref));
  return new Set(refs.flatMap((ref) => (ref ? [`${ref.target}/${ref.kind}`] : [])));
}

function targetsOf(intent: Intent, targets: readonly Target[]): readonly Target[] {
  const ref = intent.only === null ? undefined : parseRef(intent.only);
  if (ref) return targets.filter((target) => target.name === ref.target);
  return intent.target === null ? targets : targets.filter((target) => target.name === intent.target);
}

function kindsOf(intent: Intent): readonly ResourceKind[] {
  const ref = intent.only === null ? undefined : parseRef(intent.only);
  return ref ? intent.kinds.filter((kind) => kind === ref.kind) : intent.kinds;
}

/** Kinds whose answer to a Show says as much as their list does; the owner tags of a DevServer come with its list alone. */
const SHOWN_WHOLE: readonly ResourceKind[] = ["notebook", "legacy-notebook"];

/**
 * The only machine that has to be read: the one that an audit trace names. Whatever takes something away from people
 * needs the whole list, since its caps are shares of it.
 */
function onlyId({ event, verb: name, only }: Intent, kind: ResourceKind): string | undefined {
  // Who asks for an exception names the machine, and waits for the answer.
  if (isLocalVerb(name) && SHOWN_WHOLE.includes(kind)) return parseRef(only ?? "")?.id;
  if (event.type !== "audit.recorded" || verb(name).disruptive || !SHOWN_WHOLE.includes(kind))
    return undefined;
  return event.data.resourceId;
}

/** What one intent wants to read of machines; what makes a new one needs none. */
function wantedBy(intent: Intent, targets: readonly Target[]): readonly ListWanted[] {
  if (verb(intent.verb).creates) return [];
  const set = listsOfSet(intent);
  return targetsOf(intent, targets).flatMap((target) =>
    kindsOf(intent)
      .filter((kind) => offers(target, kind) && (set?.has(`${target.name}/${kind}`) ?? true))
      .map((kind): ListWanted => {
        const id = onlyId(intent, kind);
        return { target: target.name, kind, ...(id !== undefined && { id }) };
      }),
  );
}

/** The same list for two intents: the one machine only when both mean it. */
function merged(wanted: ListWanted, known: ListWanted | undefined): ListWanted {
  if (known === undefined || known.id === wanted.id) return wanted;
  return { target: wanted.target, kind: wanted.kind };
}

function ruleOf({ idleMs, idleAcceleratedMs, graceMs, jupyter }: Policy): IdleRule {
  return { idleMs, idleAcceleratedMs, graceMs, jupyter };
}

/**
 * How far back our own stops have to be known, so that a person's start can be told from ours: it is looked for during
 * twice the time that it is respected, and is respected for as long again. Policies that take each other's doing back are
 * looked for in any case.
 */
function restartsMsOf(intent: Intent): number {
  if (!verb(intent.verb).disruptive || askedByPerson(intent)) return 0;
  return Math.max(FLAPPING_MS, RESTARTS_BACK * intent.policy.respectMs);
}

/**
 * The lists and windows that the intents rest on, each once, however many policies want it: one pass over a fleet
 * costs as many calls as there are lists, not as there are policies.
 */
export function factsNeeded(intents: readonly Intent[], targets: readonly Target[]): FactsQuery {
  const lists = new Map<string, ListWanted>();
  for (const wanted of intents.flatMap((intent) => wantedBy(intent, targets))) {
    const key = `${wanted.target}/${wanted.kind}`;
    lists.set(key, merged(wanted, lists.get(key)));
  }
  const measurements = intents.flatMap(({ policy, kinds }) =>
    policy.idleMs === null ? [] : [{ policy: policy.name, kinds, rule: ruleOf(policy) }],
  );
  const undoes = intents.find(({ undoes }) => undoes !== undefined)?.undoes;
  const actionsMs = Math.max(
    undoes === undefined ? HOUR_MS : UNDO_ACTIONS_MS,
    ...intents.map(({ policy }) => Math.max(policy.cooldownMs, asksForPair(policy) ? STOPS_READ_MS : 0)),
    ...intents.map(restartsMsOf),
  );
  const policies = [...new Set(intents.map(({ policy }) => policy.name))];
  const asking = intents.filter(asksForScarce).flatMap((intent) => wantedBy(intent, targets));
  const scarce = [...new Map(asking.map((list) => [`${list.target}/${list.kind}`, list])).values()];
  return {
    ...{ lists: [...lists.values()], measurements, actionsMs, policies },
    ...(scarce.length > 0 && { scarce }),
    ...(undoes !== undefined && { undoes }),
  };
}
