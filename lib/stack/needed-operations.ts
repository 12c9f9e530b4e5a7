import { offers } from "../core/facts-needed.ts";
import { meterLists } from "../core/frame/observation-of.ts";
import { tagKeysOf } from "../core/tag-keys.ts";
import { CLOUDS, type Cloud } from "../domain/clouds.ts";
import type { Config } from "../domain/config.ts";
import { OPERATIONS, type OperationName } from "../domain/modelarts/operations.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../domain/resource.ts";
import { verb } from "../domain/verbs.ts";
import { operationsOfVerb } from "./operations-of-verb.ts";

/** How machines of a kind are read, by one and all together; the second list is the way out where the first is short. */
const READS: Readonly<Record<ResourceKind, readonly OperationName[]>> = {
  notebook: ["ListAllNotebooks", "ListNotebooks", "ShowNotebook", "ListNotebookFlavors"],
  "legacy-notebook": ["ListLegacyNotebooks", "ShowLegacyNotebook"],
  "dev-server": ["ListAllDevServers", "ListDevServers", "ShowDevServer"],
  supernode: ["ListHyperinstances", "GetHyperinstance"],
};

/** Kinds that the policies speak of, on this cloud; every kind of the cloud where there is no policy. */
export function meantKinds(config: Config, cloud: Cloud): readonly ResourceKind[] {
  const [target] = config.targets.filter((one) => one.cloud === cloud);
  const meant = new Set(config.policies.flatMap(({ resources }) => resources));
  return RESOURCE_KINDS.filter(
    (kind) => target !== undefined && offers(target, kind) && (meant.size === 0 || meant.has(kind)),
  );
}

/** Kinds that are listed for budgets, whatever the policies speak of. */
function meteredKinds(config: Config, cloud: Cloud): readonly ResourceKind[] {
  if (config.budgets.length === 0) return [];
  const names = new Set(config.targets.filter((one) => one.cloud === cloud).map(({ name }) => name));
  const lists = meterLists(config).filter(({ target }) => names.has(target));
  return RESOURCE_KINDS.filter((kind) => lists.some((list) => list.kind === kind));
}

/** Signals are read only for policies that ask for idleness, tags of servers only where something looks at one. */
function signalReads(config: Config, cloud: Cloud): readonly OperationName[] {
  const idle = config.policies.filter(({ idleMs }) => idleMs !== null).flatMap(({ resources }) => resources);
  const meant = meantKinds(config, cloud);
  const asks = (...kinds: readonly ResourceKind[]) =>
    kinds.some((kind) => idle.includes(kind) && meant.includes(kind));
  const tags = tagKeysOf(config).length > 0;
  return [
    ...(asks("notebook", "legacy-notebook") && CLOUDS[cloud].aomContainerMetrics
      ? (["QueryRange"] as const)
      : []),
    ...(asks("dev-server") ? (["BatchQueryMetricData", "ListMetrics"] as const) : []),
    ...(tags && meant.includes("dev-server") ? (["FilterServersByTag"] as const) : []),
  ];
}

/** Calls that this configuration can lead to on a cloud, each with what it is for: `reading`, `metering`, or names of verbs. */
export function neededOperations(
  config: Config,
  cloud: Cloud,
): ReadonlyMap<OperationName, readonly string[]> {
  const found = new Map<OperationName, readonly string[]>();
  const add = (names: readonly OperationName[], purpose: string) => {
    for (const name of names) {
      const clouds: readonly Cloud[] = OPERATIONS[name].clouds;
      const before = found.get(name) ?? [];
      if (clouds.includes(cloud) && !before.includes(purpose)) found.set(name, [...before, purpose]);
    }
  };
  const kinds = meantKinds(config, cloud);
  for (const kind of kinds) add(READS[kind], "reading");
  for (const kind of meteredKinds(config, cloud)) add(READS[kind], "metering");
  add(signalReads(config, cloud), "reading");
  for (const name of config.allow) {
    for (const kind of verb(name).resources)
      if (kinds.includes(kind)) add(operationsOfVerb(name, kind), name);
  }
  return found;
}
