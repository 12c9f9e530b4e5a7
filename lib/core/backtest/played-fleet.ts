import type { Facts, Inventory, Measurement, RecentAction } from "../../domain/facts.ts";
import { type Hold, holds } from "../../domain/hold.ts";
import type { LastVerdict } from "../../domain/memory.ts";
import { NOT_PAUSED } from "../../domain/pause.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { FactsQuery } from "../facts-needed.ts";
import { isEmptyMemory, nextMemory } from "../next-memory.ts";
import { change, type PlayedColumns, type PlayedMachine, remake, touched } from "./played-machine.ts";
import type { SentActions } from "./sent-actions.ts";
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
  readonly columns: PlayedColumns;
  /** By policy; verdicts that keep nothing in mind are left out. */
  readonly verdicts: Record<string, Map<ResourceRef, LastVerdict>>;
  /** The machines of {@link verdicts} by their index. */
  readonly inMind: Map<string, Map<number, LastVerdict>>;
  readonly holds: Map<ResourceRef, Hold>;
  readonly personsMs: Map<ResourceRef, number>;
  /** When rules of the log set a notebook lease. */
  readonly leasedMs: Map<ResourceRef, readonly number[]>;
  readonly sent: SentActions;
}

/** The machines of one pass by their index, for whoever has to go through all of them quickly. */
export interface Listing {
  readonly all: readonly PlayedMachine[];
  /** The version of each machine that is listed in this pass; -1: it is not. */
  readonly listed: Int32Array;
  /** Those that are listed, by `target/kind`, in the order of the tape. */
  readonly lists: ReadonlyMap<string, readonly Resource[]>;
}

/** Makes anew what the log has changed. */
function refresh({ machines, columns, tape: { readings } }: PlayedFleet): void {
  for (const [index, machine] of machines.entries()) {
    const reading = readings[index] ?? 0;
    if (columns.from[index] === reading) continue;
    columns.from[index] = reading;
    remake(machine, columns);
  }
}

/** The machines of the lists that are wanted, as they stand in this pass. */
export function listingOf(fleet: PlayedFleet, { slotMs }: PlayedPass, query: FactsQuery): Listing {
  const { machines: all, tape, columns } = fleet;
  refresh(fleet);
  const listed = new Int32Array(all.length).fill(-1);
  const lists = new Map<string, Resource[]>(query.lists.map(({ target, kind }) => [`${target}/${kind}`, []]));
  for (let index = 0; index < listed.length; index += 1) {
    const resource = columns.resources[index] ?? null;
    const own = resource === null ? undefined : lists.get(tape.lists[index] ?? "");
    if (resource === null || own === undefined || !tape.isSeen(index, slotMs)) continue;
    own.push(resource);
    listed[index] = columns.versions[index] ?? -1;
  }
  return { all, listed, lists };
}

/** The lists as a pass of the shell would have read them. */
function inventoriesOf(
  { lists: known }: Listing,
  { doubtful }: PlayedPass,
  { lists }: FactsQuery,
): readonly Inventory[] {
  return lists.map(({ target, kind }) => {
    const key = `${target}/${kind}`;
    const resources = known.get(key) ?? [];
    const why = doubtful.has(key) ? "the log could not tell of this list beyond doubt" : null;
    const isTold = resources.length > 0;
    return { target, kind, resources, doubt: isTold ? why : null, failed: isTold ? null : why };
  });
}

/** Forgets the holds that have ended. */
export function endHolds(fleet: PlayedFleet, { nowMs }: PlayedPass): void {
  for (const [ref, hold] of fleet.holds) {
    if (holds(hold, nowMs)) continue;
    fleet.holds.delete(ref);
    touch(fleet, ref);
  }
}

/** What a pass knows. What a machine measured is put in when it is judged. */
export interface PassFacts extends Facts {
  readonly measurements: Record<string, ReadonlyMap<ResourceRef, readonly Measurement[]>>;
}

/**
 * What a pass knows, without what its machines measured. It is one record for all that happens in the pass, written out:
 * V8 compiles whatever looks at it anew for each form that it comes in.
 */
export function factsOf(
  fleet: PlayedFleet,
  {
    pass,
    listing,
    query,
  }: { readonly pass: PlayedPass; readonly listing: Listing; readonly query: FactsQuery },
): PassFacts {
  const { nowMs } = pass;
  const { recent, lastAction } = fleet.sent.since(nowMs - query.actionsMs);
  return {
    nowMs,
    inventories: inventoriesOf(listing, pass, query),
    measurements: {},
    signalTrouble: {},
    holds: fleet.holds,
    recent,
    lastAction,
    pause: NOT_PAUSED,
    lastVerdicts: fleet.verdicts,
    scarce: new Map(),
    personsMs: fleet.personsMs,
    leasedMs: fleet.leasedMs,
  };
}

/** Something became known of a machine that its verdicts may rest on. */
export function touch({ tape, machines, columns }: PlayedFleet, ref: ResourceRef): void {
  const index = tape.of(ref)?.index;
  const machine = index === undefined ? undefined : machines[index];
  if (machine) touched(machine, columns);
}

/** Something was sent, by the replay or by a person of the log. */
export function addAction(fleet: PlayedFleet, action: RecentAction): void {
  fleet.sent.add(action);
  touch(fleet, action.resource);
}

/** Switches a machine, as a policy of the replay wants it. */
export function switchMachine(fleet: PlayedFleet, machine: PlayedMachine, action: RecentAction): void {
  addAction(fleet, action);
  const state = action.action === "stop" ? "off" : "on";
  change(machine, fleet.columns, { state, atMs: action.atMs });
}

/** What a policy has in mind of machines, by their index. It stays the same map. */
export function inMindOf({ inMind }: PlayedFleet, policy: string): Map<number, LastVerdict> {
  const known = inMind.get(policy) ?? new Map<number, LastVerdict>();
  inMind.set(policy, known);
  return known;
}

/**
 * Whether there may be anything to keep in mind after a verdict: without a warning, an action of late or anything in mind
 * before, there is not. So of almost all.
 */
export function mayRemember(
  { verdicts }: PlayedFleet,
  { reason, ref, intent }: Verdict,
  facts: Facts,
): boolean {
  if (reason === "warned" || facts.lastAction.has(ref)) return true;
  return verdicts[intent.policy.name]?.has(ref) === true;
}

/** Keeps what a policy has in mind of a machine. What is empty is left out, which means the same. */
export function remember(fleet: PlayedFleet, verdict: Verdict, facts: Facts): void {
  if (!mayRemember(fleet, verdict, facts)) return;
  const { verdicts } = fleet;
  const { name } = verdict.intent.policy;
  const memory = nextMemory(verdict, facts);
  const index = fleet.tape.of(verdict.ref)?.index ?? -1;
  const inMind = inMindOf(fleet, name);
  if (isEmptyMemory(memory)) {
    verdicts[name]?.delete(verdict.ref);
    inMind.delete(index);
    return;
  }
  const own = verdicts[name] ?? new Map<ResourceRef, LastVerdict>();
  const last = { reason: verdict.reason, atMs: facts.nowMs, memory };
  verdicts[name] = own.set(verdict.ref, last);
  inMind.set(index, last);
}
