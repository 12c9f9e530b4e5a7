import type { FactsQuery, ListWanted } from "../core/facts-needed.ts";
import { leasesOf, leasesSinceMs } from "../core/idle/renewed-lease.ts";
import { isAutomationError } from "../domain/errors.ts";
import type { Facts, Inventory, RecentAction } from "../domain/facts.ts";
import type { ResourceRef } from "../domain/resource.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import { measureFleet } from "./measure-fleet.ts";
import { readPause } from "./read-pause.ts";
import { readPersons } from "./read-persons.ts";
import { readScarce } from "./read-scarce.ts";
import { readUndone } from "./read-undone.ts";
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
    const { nowMs, lastVerdicts } = fleet;
    const measured = await measureFleet(ports, query, { resources, lastVerdicts, nowMs, bounds });
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
  const backMs = Math.max(query.actionsMs, leasesSinceMs(query));
  const [inventories, holds, actions, verdicts, pause, personsMs] = await Promise.all([
    Promise.all(query.lists.map((list) => listOne(ports, list, bounds))),
    ports.store.listHolds(nowMs),
    ports.store.recentActions(nowMs - backMs),
    Promise.all(query.policies.map(async (name) => [name, await ports.store.lastVerdicts(name)] as const)),
    readPause(ports.store),
    query.measurements.length > 0 ? readPersons(ports.store) : new Map<ResourceRef, number>(),
  ]);
  const recent = actions.filter(({ atMs }) => atMs >= nowMs - query.actionsMs);
  return {
    nowMs,
    inventories,
    holds: new Map(holds.map((hold) => [hold.resource, hold])),
    recent,
    lastAction: newestByResource(recent),
    pause,
    lastVerdicts: Object.fromEntries(verdicts),
    scarce: query.scarce
      ? await readScarce(ports, { lists: query.scarce, inventories, nowMs, bounds })
      : new Map(),
    ...(query.undoes !== undefined && { undone: await readUndone(ports.store, query.undoes) }),
    personsMs,
    leasedMs: leasesOf(actions, ports.rulebook.config.policies),
  };
}
