import type { Cloud } from "../domain/clouds.ts";
import { type ChunkedList, listOf } from "./chunked-list.ts";
import type { Fleet, FleetMachine } from "./fleet.ts";
import type { Machine } from "./machine.ts";
import { rosterKey } from "./roster.ts";
import { hashedUuid, seedMachine } from "./seed-machine.ts";
import { emptyShardMap, shardMapOf } from "./shard-map.ts";
import { ANY_PROJECT, type EmulatorState } from "./state.ts";

/** A machine of the fleet with its id and project settled. */
interface Placed {
  readonly machine: FleetMachine;
  readonly id: string;
  readonly project: string;
}

/** Replaces every machine and project of the emulator by those of a fleet; times count back from `now`. */
export function seedFleet(state: EmulatorState, fleet: Fleet, now: number): EmulatorState {
  const seed = fleet.seed ?? state.seed;
  const projects = projectsOf(fleet);
  const fallback = projects.keys().next().value ?? ANY_PROJECT;
  const placed = fleet.machines.map((machine, index) => ({
    machine,
    id: machine.id ?? derivedId(machine, seed, index),
    project: machine.project ?? fallback,
  }));
  const machines = recordsOf(placed, { seed, speed: state.speed, now });
  return {
    ...state,
    seed,
    cloud: fleet.cloud,
    projects,
    machines: shardMapOf(machines.map((machine) => [machine.id, machine])),
    rosters: rostersOf(machines),
    cloudServers: shardMapOf(
      machines.flatMap((machine) =>
        machine.kind === "dev-server" ? [[machine.cloudServerId, machine.id] as const] : [],
      ),
    ),
    removals: machines.flatMap((machine) =>
      machine.transition?.to === "DELETED" ? [{ id: machine.id, at: machine.transition.at }] : [],
    ),
    deliveries: [],
    gone: [],
  };
}

/** The collections of an emulator without machines. */
export function noMachines(): Pick<
  EmulatorState,
  "machines" | "rosters" | "cloudServers" | "removals" | "deliveries" | "gone" | "projects"
> {
  return {
    projects: new Map(),
    machines: emptyShardMap(),
    rosters: new Map(),
    cloudServers: emptyShardMap(),
    removals: [],
    deliveries: [],
    gone: [],
  };
}

function projectsOf(fleet: Fleet): ReadonlyMap<string, Cloud> {
  const projects = new Map<string, Cloud>(
    Object.entries(fleet.projects).map(([project, { cloud }]) => [project, cloud]),
  );
  for (const { project } of fleet.machines) {
    if (project !== undefined && !projects.has(project)) projects.set(project, fleet.cloud);
  }
  return projects;
}

function derivedId(machine: FleetMachine, seed: number, index: number): string {
  const uuid = hashedUuid(`${machine.kind} ${machine.name} ${index}`, seed);
  return machine.kind === "legacy-notebook" ? `DE-${uuid.slice(0, 14)}1${uuid.slice(15)}` : uuid;
}

function recordsOf(
  placed: readonly Placed[],
  place: { readonly seed: number; readonly speed: number; readonly now: number },
): Machine[] {
  const supernodes = new Map(
    placed
      .filter(({ machine }) => machine.kind === "supernode")
      .map((one) => [memberKey(one.project, one.machine.name), one]),
  );
  const members = new Map<string, string[]>();
  for (const { machine, id, project } of placed) {
    if (machine.kind !== "dev-server" || machine.supernode === undefined) continue;
    const key = memberKey(project, machine.supernode);
    members.set(key, [...(members.get(key) ?? []), id]);
  }
  return placed.map(({ machine, id, project }) => {
    const parent = machine.supernode && supernodes.get(memberKey(project, machine.supernode));
    return seedMachine(machine, {
      ...place,
      id,
      project,
      supernode: parent ? { id: parent.id, name: parent.machine.name } : null,
      members: members.get(memberKey(project, machine.name)) ?? [],
    });
  });
}

function rostersOf(machines: readonly Machine[]): ReadonlyMap<string, ChunkedList<string>> {
  const groups = new Map<string, Machine[]>();
  for (const machine of machines) {
    const key = rosterKey(machine.kind, machine.project);
    const group = groups.get(key);
    if (group) group.push(machine);
    else groups.set(key, [machine]);
  }
  return new Map(
    [...groups].map(([key, group]) => [
      key,
      listOf(group.sort((a, b) => a.createdAt - b.createdAt).map((machine) => machine.id)),
    ]),
  );
}

function memberKey(project: string, supernode: string): string {
  return `${project} ${supernode}`;
}
