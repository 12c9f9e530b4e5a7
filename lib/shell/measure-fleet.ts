import type { FactsQuery } from "../core/facts-needed.ts";
import { idleSpan, lookbackOf } from "../core/idle/idle-span.ts";
import type { Facts } from "../domain/facts.ts";
import { groupBy } from "../domain/group-by.ts";
import type { Resource, ResourceRef } from "../domain/resource.ts";
import type { Measured, MeasureOptions, ReadBounds } from "../ports/cloud.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** What machines measured, and what could not be read of it. */
export interface AllMeasured {
  readonly measurements: Facts["measurements"];
  readonly signalTrouble: Facts["signalTrouble"];
}

/** What the measurements of some machines rest on. */
export interface MeasuredOf {
  readonly resources: readonly Resource[];
  readonly lastVerdicts: Facts["lastVerdicts"];
  readonly nowMs: number;
  readonly bounds: ReadBounds;
}

type Wanted = FactsQuery["measurements"][number];

/** One query: a window, and the machines that some policy wants it of. */
interface Ask {
  readonly windowMs: number;
  readonly lookbackMs: number;
  readonly jupyter: boolean;
  readonly machines: Map<ResourceRef, Resource>;
}

type ByResource = Measured["byResource"];

/** Sorts the machines of a policy by the window that it wants of each. Answers the keys of its windows. */
function addTo(
  asks: Map<string, Ask>,
  { policy, kinds, rule }: Wanted,
  read: MeasuredOf,
): ReadonlyMap<string, readonly Resource[]> {
  const last = read.lastVerdicts[policy];
  const { jupyter } = rule;
  const lookbackMs = lookbackOf(rule);
  const running = read.resources.filter(
    ({ standing, kind }) => standing === "running" && kinds.includes(kind),
  );
  const spanOf = (resource: Resource) =>
    idleSpan(rule, resource, { last: last?.get(resource.ref), nowMs: read.nowMs });
  const own = new Map<string, readonly Resource[]>();
  for (const [windowMs, machines] of groupBy(running, spanOf)) {
    const key = `${windowMs}/${lookbackMs}/${jupyter}`;
    const ask = asks.get(key) ?? { windowMs, lookbackMs, jupyter, machines: new Map() };
    asks.set(key, ask);
    for (const machine of machines) ask.machines.set(machine.ref, machine);
    own.set(key, machines);
  }
  return own;
}

async function measureAsk(
  ports: ShellPorts,
  { machines, ...window }: Ask,
  { nowMs, bounds }: MeasuredOf,
): Promise<ReadonlyMap<string, Measured>> {
  const options: MeasureOptions = { ...window, nowMs, bounds };
  const byTarget = groupBy([...machines.values()], (resource) => resource.target);
  const answers = await Promise.all(
    [...byTarget].map(
      async ([target, own]) => [target, await ports.clouds.get(target)?.measure(own, options)] as const,
    ),
  );
  return new Map(answers.flatMap(([target, measured]) => (measured ? [[target, measured] as const] : [])));
}

function mergedMaps(maps: readonly ByResource[]): ByResource {
  const [only, ...others] = maps;
  if (only !== undefined && others.length === 0) return only;
  return new Map(maps.flatMap((map) => [...map]));
}

/** What one policy gets: of each machine the window that it wanted of it, and no other. */
function pick(
  own: ReadonlyMap<string, readonly Resource[]>,
  answers: ReadonlyMap<string, ByResource>,
): ByResource {
  const [only, ...others] = [...own.keys()];
  if (others.length === 0) return answers.get(only ?? "") ?? new Map();
  const picked: [ResourceRef, NonNullable<ReturnType<ByResource["get"]>>][] = [];
  for (const [key, machines] of own) {
    for (const { ref } of machines) {
      const measured = answers.get(key)?.get(ref);
      if (measured) picked.push([ref, measured]);
    }
  }
  return new Map(picked);
}

/**
 * Measures machines for the policies that want idleness: one query per distinct window over the machines that need it,
 * shared by every policy that looks at the same one.
 */
export async function measureFleet(
  ports: ShellPorts,
  query: FactsQuery,
  read: MeasuredOf,
): Promise<AllMeasured> {
  const asks = new Map<string, Ask>();
  const wanted = query.measurements.map((entry) => [entry.policy, addTo(asks, entry, read)] as const);
  const answers = new Map<string, ByResource>();
  const signalTrouble: Record<string, string> = {};
  // One after the other: each is a burst of calls of its own, and the pace of a target is shared.
  for (const [key, ask] of asks) {
    const measured = await measureAsk(ports, ask, read);
    answers.set(key, mergedMaps([...measured.values()].map(({ byResource }) => byResource)));
    for (const [target, { failed }] of measured) if (failed !== null) signalTrouble[target] = failed;
  }
  const measurements = Object.fromEntries(wanted.map(([policy, own]) => [policy, pick(own, answers)]));
  return { measurements, signalTrouble };
}
