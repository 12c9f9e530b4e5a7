import type { Facts, Inventory, RecentAction } from "../../domain/facts.ts";
import { groupBy } from "../../domain/group-by.ts";
import { type Hold, holds } from "../../domain/hold.ts";
import type { LastVerdict } from "../../domain/memory.ts";
import { NOT_PAUSED } from "../../domain/pause.ts";
import type { Resource, ResourceKind, ResourceRef } from "../../domain/resource.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { FactsQuery } from "../facts-needed.ts";
import { isEmptyMemory, nextMemory } from "../next-memory.ts";
import { change, type PlayedMachine } from "./played-machine.ts";
import type { Tape } from "./tape.ts";

/** One moment at which a replay judges. */
export interface PlayedPass {
  /** The full hour of the frame that it rests on, and the moment at which that was read. */
  readonly slotMs: number;
  readonly nowMs: number;
  /** Slot of the pass before. */
  readonly sinceMs: number;
  /** Lists that the frame does not tell of beyond doubt, `target/kind`. */
  readonly doubtful: ReadonlySet<string>;
}

/** The machines of one replay, and what its own log would tell. */
export interface PlayedFleet {
  readonly tape: Tape;
  /** In the order of the tape. */
  readonly machines: readonly PlayedMachine[];
  /** By policy; verdicts that keep nothing in mind are left out. */
  readonly verdicts: Record<string, Map<ResourceRef, LastVerdict>>;
  readonly holds: Map<ResourceRef, Hold>;
  readonly personsMs: Map<ResourceRef, number>;
  /** When rules of the log set a notebook lease. */
  readonly leasedMs: Map<ResourceRef, readonly number[]>;
  /** Newest first. */
  recent: readonly RecentAction[];
}

function isSeen({ tape }: PlayedMachine, { slotMs }: PlayedPass): boolean {
  return tape.slotMs === slotMs && tape.resource !== null;
}

/** The machines of the lists that are wanted, as they stand in this pass. */
export function machinesOf(
  fleet: PlayedFleet,
  pass: PlayedPass,
  { lists }: FactsQuery,
): readonly PlayedMachine[] {
  const wanted = new Set(lists.map(({ target, kind }) => `${target}/${kind}`));
  return fleet.machines.filter((machine) => isSeen(machine, pass) && wanted.has(machine.tape.list));
}

/** The machines of one pass by their index, for whoever has to go through all of them quickly. */
export interface Listing {
  readonly all: readonly PlayedMachine[];
  /** The version of each machine that is listed in this pass; -1: it is not. */
  readonly listed: readonly number[];
}

/** See {@link Listing}. */
export function listingOf({ machines: all }: PlayedFleet, machines: readonly PlayedMachine[]): Listing {
  const listed = new Array<number>(all.length).fill(-1);
  for (const { index, version } of machines) listed[index] = version;
  return { all, listed };
}

/** The lists as a pass of the shell would have read them. */
export function inventoriesOf(
  machines: readonly PlayedMachine[],
  { doubtful }: PlayedPass,
  { lists }: FactsQuery,
): readonly Inventory[] {
  const byList = groupBy(machines, ({ tape }) => tape.list);
  return lists.map(({ target, kind }) => {
    const key = `${target}/${kind}`;
    const own = (byList.get(key) ?? []).flatMap(({ resource }) => resource ?? []);
    const why = doubtful.has(key) ? "the log could not tell of this list beyond doubt" : null;
    return {
      target,
      kind,
      resources: own,
      doubt: own.length > 0 ? why : null,
      failed: own.length > 0 ? null : why,
    };
  });
}

/** One list that is judged; what is asked of a whole list is asked of {@link inventoriesOf}. */
export function someOf(resources: readonly Resource[]): Facts["inventories"] {
  const [first] = resources;
  if (first === undefined) return [];
  return [
    { target: first.target, kind: first.kind satisfies ResourceKind, resources, doubt: null, failed: null },
  ];
}

/** What a pass knows, without its machines and what they measured. */
export function factsOf(fleet: PlayedFleet, { nowMs }: PlayedPass, query: FactsQuery): Facts {
  const recent = fleet.recent.filter(({ atMs }) => atMs >= nowMs - query.actionsMs);
  for (const [ref, hold] of fleet.holds) {
    if (holds(hold, nowMs)) continue;
    fleet.holds.delete(ref);
    touch(fleet, ref);
  }
  return {
    ...{ nowMs, inventories: [], measurements: {}, signalTrouble: {}, scarce: new Map(), pause: NOT_PAUSED },
    ...{ holds: fleet.holds, personsMs: fleet.personsMs, lastVerdicts: fleet.verdicts, recent },
    leasedMs: fleet.leasedMs,
    lastAction: new Map(recent.toReversed().map((action) => [action.resource, action])),
  };
}

/** Something became known of a machine that its verdicts may rest on. */
export function touch({ tape, machines }: PlayedFleet, ref: ResourceRef): void {
  const index = tape.of(ref)?.index;
  const machine = index === undefined ? undefined : machines[index];
  if (machine) machine.version += 1;
}

/** Something was sent, by the replay or by a person of the log. */
export function addAction(fleet: PlayedFleet, action: RecentAction): void {
  fleet.recent = [action, ...fleet.recent];
  touch(fleet, action.resource);
}

/** Switches a machine, as a policy of the replay wants it. */
export function switchMachine(fleet: PlayedFleet, machine: PlayedMachine, action: RecentAction): void {
  addAction(fleet, action);
  change(machine, action.action === "stop" ? "off" : "on", action.atMs);
}

/** Keeps what a policy has in mind of a machine. What is empty is left out, which means the same. */
export function remember({ verdicts }: PlayedFleet, verdict: Verdict, facts: Facts): void {
  const memory = nextMemory(verdict, facts);
  const { name } = verdict.intent.policy;
  if (isEmptyMemory(memory)) {
    verdicts[name]?.delete(verdict.ref);
    return;
  }
  const own = verdicts[name] ?? new Map<ResourceRef, LastVerdict>();
  verdicts[name] = own.set(verdict.ref, { reason: verdict.reason, atMs: facts.nowMs, memory });
}
