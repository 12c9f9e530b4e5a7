import type { Machine } from "./machine.ts";
import { wasOn } from "./machine.ts";
import { settle } from "./settle.ts";
import { shardValues } from "./shard-map.ts";
import type { EmulatorState } from "./state.ts";
import { truthWorks } from "./truth.ts";

/** Whether a machine was on at a moment and did something that somebody needed. */
export function reallyWorks(machine: Machine, at: number): boolean {
  return wasOn(machine, at) && truthWorks(machine.truth, at);
}

/** Every machine as it stands at `now`, oldest first. */
export function machinesOf(state: EmulatorState, now: number): readonly Machine[] {
  return [...shardValues(state.machines)]
    .map((machine) => settle(machine, now, state.speed))
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Answer of `GET /_emulator/state`: what is true, whatever the lists say. */
export function resourcesOf(state: EmulatorState, now: number): Readonly<Record<string, unknown>> {
  return {
    now,
    seed: state.seed,
    speed: state.speed,
    quirks: state.quirks,
    projects: Object.fromEntries([...state.projects].map(([project, cloud]) => [project, { cloud }])),
    resources: machinesOf(state, now).map((machine) => ({
      ...named(machine),
      status: machine.status,
      transition: machine.transition,
      flavor: machine.flavor,
      user: machine.user,
      tags: machine.tags,
      createdAt: machine.createdAt,
      updatedAt: machine.updatedAt,
      runs: machine.runs,
      ...(machine.kind === "dev-server"
        ? { cloudServerId: machine.cloudServerId, serverType: machine.serverType, imageId: machine.imageId }
        : {}),
      ...("billing" in machine ? { billing: machine.billing } : {}),
      ...(machine.kind === "notebook" ? { lease: machine.lease } : {}),
    })),
  };
}

/** Answer of `GET /_emulator/truth`: the hidden truth at a moment, the present one unless `at` is given. */
export function truthOf(state: EmulatorState, at: number, now: number) {
  return machinesOf(state, now).map((machine) => ({
    ...named(machine),
    status: machine.status,
    pattern: machine.truth.pattern,
    idleSince: machine.truth.idleSince,
    on: wasOn(machine, at),
    works: reallyWorks(machine, at),
  }));
}

function named({ kind, id, project, name }: Machine) {
  return { kind, id, project, name };
}
