import { append, type ChunkedList, emptyList, without } from "./chunked-list.ts";
import type { Machine, MachineKind } from "./machine.ts";
import { settle } from "./settle.ts";
import { shardDelete, shardGet, shardSet } from "./shard-map.ts";
import { ANY_PROJECT, type EmulatorState } from "./state.ts";

/** Ids remembered after a deletion: long enough to tell "gone" from "never was". */
const GONE_MAX = 1000;

/** The project under which a caller's machines are kept. */
export function projectKey(state: EmulatorState, project: string): string {
  return state.projects.size === 0 ? ANY_PROJECT : project;
}

/** Ids of one kind in one project, oldest first. */
export function rosterOf(state: EmulatorState, kind: MachineKind, project: string): ChunkedList<string> {
  return state.rosters.get(rosterKey(kind, projectKey(state, project))) ?? emptyList();
}

/** Name of a roster. */
export function rosterKey(kind: MachineKind, project: string): string {
  return `${project} ${kind}`;
}

/** A machine as it stands now, whatever its project. */
export function machineById(state: EmulatorState, id: string, now: number): Machine | undefined {
  const machine = shardGet(state.machines, id);
  return machine && settle(machine, now, state.speed);
}

/** A machine of one kind in one project as it stands now. */
export function findMachine<K extends MachineKind>(
  state: EmulatorState,
  where: { readonly kind: K; readonly project: string; readonly id: string },
  now: number,
): Extract<Machine, { kind: K }> | undefined {
  const machine = machineById(state, where.id, now);
  if (machine?.kind !== where.kind || machine.project !== projectKey(state, where.project)) return undefined;
  return machine as Extract<Machine, { kind: K }>;
}

/** Replaces a machine that is known. A deletion that has begun is noted, so that the machine leaves in time. */
export function putMachine(state: EmulatorState, machine: Machine): EmulatorState {
  const others = state.removals.filter((removal) => removal.id !== machine.id);
  const leaving = machine.transition?.to === "DELETED" ? [{ id: machine.id, at: machine.transition.at }] : [];
  return {
    ...state,
    machines: shardSet(state.machines, machine.id, machine),
    removals: [...others, ...leaving],
  };
}

/** Takes in a machine that was just created; it is the newest of its kind. */
export function addMachine(state: EmulatorState, machine: Machine): EmulatorState {
  const key = rosterKey(machine.kind, machine.project);
  const roster = append(state.rosters.get(key) ?? emptyList<string>(), machine.id);
  return {
    ...state,
    machines: shardSet(state.machines, machine.id, machine),
    rosters: new Map(state.rosters).set(key, roster),
    cloudServers:
      machine.kind === "dev-server"
        ? shardSet(state.cloudServers, machine.cloudServerId, machine.id)
        : state.cloudServers,
  };
}

/** Takes a machine out for good. */
export function removeMachine(state: EmulatorState, id: string): EmulatorState {
  const machine = shardGet(state.machines, id);
  if (!machine) return state;
  const key = rosterKey(machine.kind, machine.project);
  return {
    ...state,
    machines: shardDelete(state.machines, id),
    rosters: new Map(state.rosters).set(key, without(state.rosters.get(key) ?? emptyList<string>(), id)),
    cloudServers:
      machine.kind === "dev-server"
        ? shardDelete(state.cloudServers, machine.cloudServerId)
        : state.cloudServers,
    gone: [...state.gone.slice(1 - GONE_MAX), id],
  };
}

/** Carries out the deletions that are over. Without any, the state is the same object. */
export function removeDue(state: EmulatorState, now: number): EmulatorState {
  const due = state.removals.filter((removal) => removal.at <= now);
  if (due.length === 0) return state;
  const kept = state.removals.filter((removal) => removal.at > now);
  return due.reduce<EmulatorState>((current, removal) => removeMachine(current, removal.id), {
    ...state,
    removals: kept,
  });
}
