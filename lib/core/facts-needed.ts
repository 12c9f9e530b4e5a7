import { CLOUDS, type CloudFacts } from "../domain/clouds.ts";
import type { Intent } from "../domain/intent.ts";
import { parseRef, type ResourceKind } from "../domain/resource.ts";
import type { Target } from "../domain/target.ts";
import { verb } from "../domain/verbs.ts";

/** What has to be read before anything can be judged. */
export interface FactsQuery {
  readonly lists: readonly { readonly target: string; readonly kind: ResourceKind }[];
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

/**
 * The lists and windows that the intents rest on, each once, however many policies want it: one pass over a fleet
 * costs as many calls as there are lists, not as there are policies.
 */
export function factsNeeded(intents: readonly Intent[], targets: readonly Target[]): FactsQuery {
  const lists = new Map<string, { target: string; kind: ResourceKind }>();
  for (const intent of intents) {
    if (verb(intent.verb).creates) continue;
    for (const target of targetsOf(intent, targets)) {
      for (const kind of kindsOf(intent)) {
        if (offers(target, kind)) lists.set(`${target.name}/${kind}`, { target: target.name, kind });
      }
    }
  }
  const measurements = intents.flatMap(({ policy, kinds }) =>
    policy.idleMs === null ? [] : [{ policy: policy.name, kinds, windowMs: policy.idleMs }],
  );
  const actionsMs = Math.max(HOUR_MS, ...intents.map(({ policy }) => policy.cooldownMs));
  return { lists: [...lists.values()], measurements, actionsMs };
}
