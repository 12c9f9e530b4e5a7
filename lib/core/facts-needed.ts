import { CLOUDS, type CloudFacts } from "../domain/clouds.ts";
import type { Intent } from "../domain/intent.ts";
import { parseRef, type ResourceKind } from "../domain/resource.ts";
import type { Target } from "../domain/target.ts";
import { verb } from "../domain/verbs.ts";

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
    readonly windowMs: number;
  }[];
  /** How far back actions count: the longest cooldown, and at least the hour of the owner cap. */
  readonly actionsMs: number;
}

const HOUR_MS = 3_600_000;

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
function onlyId({ event, verb: name }: Intent, kind: ResourceKind): string | undefined {
  if (event.type !== "audit.recorded" || verb(name).disruptive || !SHOWN_WHOLE.includes(kind))
    return undefined;
  return event.data.resourceId;
}

/** What one intent wants to read of machines; what makes a new one needs none. */
function wantedBy(intent: Intent, targets: readonly Target[]): readonly ListWanted[] {
  if (verb(intent.verb).creates) return [];
  return targetsOf(intent, targets).flatMap((target) =>
    kindsOf(intent)
      .filter((kind) => offers(target, kind))
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
    policy.idleMs === null ? [] : [{ policy: policy.name, kinds, windowMs: policy.idleMs }],
  );
  const actionsMs = Math.max(HOUR_MS, ...intents.map(({ policy }) => policy.cooldownMs));
  return { lists: [...lists.values()], measurements, actionsMs };
}
