import type { FactsQuery, ListWanted } from "../core/facts-needed.ts";
import { isAutomationError } from "../domain/errors.ts";
import type { Facts, Inventory, RecentAction } from "../domain/facts.ts";
import { groupBy } from "../domain/group-by.ts";
import type { Resource, ResourceRef } from "../domain/resource.ts";
import type { Measured, MeasureOptions, ReadBounds } from "../ports/cloud.ts";
import { readPause } from "./read-pause.ts";
import type { ShellPorts } from "./shell-ports.ts";

function nothingRead({ target, kind }: ListWanted, failed: string): Inventory {
  return { target, kind, resources: [], doubt: null, failed };
}

async function listOne(ports: ShellPorts, query: ListWanted, bounds: ReadBounds): Promise<Inventory> {
  const cloud = ports.clouds.get(query.target);
  const { target, kind, id } = query;
  if (!cloud) return nothingRead(query, `the target ${target} has no client`);
  if (id === undefined) return cloud.list(kind, bounds);
  try {
    const machine = await cloud.show(kind, id, bounds);
    return { target, kind, resources: machine ? [machine] : [], doubt: null, failed: null };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    // The two forms of notebooks have ids of their own: one that breaks the rules of a kind names none of it.
    if (error.code === "invalid-request") return { target, kind, resources: [], doubt: null, failed: null };
    return nothingRead(query, error.message);
  }
}

interface AllMeasured {
  readonly measurements: Facts["measurements"];
  readonly signalTrouble: Facts["signalTrouble"];
}

async function measureWindow(
  ports: ShellPorts,
  resources: readonly Resource[],
  window: MeasureOptions,
): Promise<ReadonlyMap<string, Measured>> {
  const byTarget = groupBy(resources, (resource) => resource.target);
  const answers = await Promise.all(
    [...byTarget].map(
      async ([target, own]) => [target, await ports.clouds.get(target)?.measure(own, window)] as const,
    ),
  );
  return new Map(answers.flatMap(([target, measured]) => (measured ? [[target, measured] as const] : [])));
}

function mergedMaps<K, V>(maps: readonly ReadonlyMap<K, V>[]): ReadonlyMap<K, V> {
  const [only, ...others] = maps;
  if (only !== undefined && others.length === 0) return only;
  return new Map(maps.flatMap((map) => [...map]));
}

/** One query per window, shared by every policy that looks at the same one. */
async function measureAll(
  ports: ShellPorts,
  query: FactsQuery,
  read: { readonly resources: readonly Resource[]; readonly nowMs: number; readonly bounds: ReadBounds },
): Promise<AllMeasured> {
  const { nowMs, bounds } = read;
  const running = read.resources.filter((resource) => resource.standing === "running");
  const measurements: Record<string, Measured["byResource"]> = {};
  const signalTrouble: Record<string, string> = {};
  for (const [windowMs, wanted] of groupBy(query.measurements, (entry) => entry.windowMs)) {
    const kinds = new Set(wanted.flatMap((entry) => entry.kinds));
    const meant = running.filter((resource) => kinds.has(resource.kind));
    const measured = await measureWindow(ports, meant, { nowMs, windowMs, bounds });
    const merged = mergedMaps([...measured.values()].map(({ byResource }) => byResource));
    for (const { policy } of wanted) measurements[policy] = merged;
    for (const [target, { failed }] of measured) if (failed !== null) signalTrouble[target] = failed;
  }
  return { measurements, signalTrouble };
}

function newestByResource(recent: readonly RecentAction[]): ReadonlyMap<ResourceRef, RecentAction> {
  // Oldest first, so that the newest is the one that stays.
  return new Map(recent.toReversed().map((action) => [action.resource, action]));
}

/** The facts about a fleet as a whole; what its machines measure comes with {@link factsInPieces}. */
export type FleetFacts = Omit<Facts, "measurements" | "signalTrouble">;

/** Machines of one list that are measured and judged at a time. */
export const PIECE_MACHINES = 200;

/**
 * Measures a fleet piece by piece, some machines of every list at a time, so that one piece can be judged and forgotten
 * before the next is read: what is measured takes more room than the machines themselves.
 */
export async function* factsInPieces(
  ports: ShellPorts,
  query: FactsQuery,
  {
    fleet,
    atOnce,
    bounds,
  }: { readonly fleet: FleetFacts; readonly atOnce: number; readonly bounds: ReadBounds },
): AsyncGenerator<Facts, undefined, undefined> {
  const longest = Math.max(1, ...fleet.inventories.map(({ resources }) => resources.length));
  for (let start = 0; start < longest; start += atOnce) {
    const inventories = fleet.inventories.map((inventory) => ({
      ...inventory,
      resources: inventory.resources.slice(start, start + atOnce),
    }));
    const resources = inventories.flatMap((inventory) => inventory.resources);
    const measured = await measureAll(ports, query, { resources, nowMs: fleet.nowMs, bounds });
    yield { ...fleet, ...measured, inventories };
  }
}

/** Reads what the judgement will rest on, once. A target that fails is a fact and stops no other. */
export async function gatherFacts(
  ports: ShellPorts,
  query: FactsQuery,
  bounds: ReadBounds = {},
): Promise<FleetFacts> {
  const nowMs = ports.clock.now();
  const [inventories, holds, recent, pause] = await Promise.all([
    Promise.all(query.lists.map((list) => listOne(ports, list, bounds))),
    ports.store.listHolds(nowMs),
    ports.store.recentActions(nowMs - query.actionsMs),
    readPause(ports.store),
  ]);
  return {
    nowMs,
    inventories,
    holds: new Map(holds.map((hold) => [hold.resource, hold])),
    recent,
    lastAction: newestByResource(recent),
    pause,
    lastVerdicts: {},
    scarce: new Map(),
    personsMs: new Map(),
  };
}
