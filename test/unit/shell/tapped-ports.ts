import type { NewEntry, StatusPhase } from "../../../lib/domain/status.ts";
import type { CloudPort } from "../../../lib/ports/cloud.ts";
import type { ShellPorts } from "../../../lib/shell/shell-ports.ts";

/** One call of the shell to the outside: `store.append`, `cloud.list`, `cloud.send` and so on. */
export interface PortCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Stands between the shell and the outside: may look, wait, refuse, or go on. */
export type Tap = (call: PortCall, goOn: () => Promise<unknown>) => Promise<unknown>;

/** Every function of a port under its own name, each call by way of the tap. */
function tapped<T extends object>(owner: string, port: T, tap: Tap): T {
  const functions = Object.entries(port).map(([name, value]) => {
    if (typeof value !== "function") return [name, value];
    const work = (...args: unknown[]) => tap({ name: `${owner}.${name}`, args }, async () => value(...args));
    return [name, work];
  });
  return Object.fromEntries(functions) as T;
}

function tappedCloud(cloud: CloudPort, tap: Tap): CloudPort {
  const port = tapped("cloud", cloud, tap);
  return {
    ...port,
    prepare: async (steps) => {
      const prepared = await port.prepare(steps);
      const { send } = tapped("cloud", { send: prepared.send }, tap);
      return { ...prepared, send };
    },
  };
}

/** The ports of one process, with every call to the store and to the clouds by way of the tap. */
export function tappedPorts(ports: ShellPorts, tap: Tap): ShellPorts {
  const clouds = [...ports.clouds].map(([name, cloud]) => [name, tappedCloud(cloud, tap)] as const);
  return { ...ports, store: tapped("store", ports.store, tap), clouds: new Map(clouds) };
}

/** Whether a call writes an entry of this phase. */
export function writes(phase: StatusPhase): (call: PortCall) => boolean {
  return ({ name, args }) =>
    name === "store.append" && (args[2] as readonly NewEntry[]).some((entry) => entry.phase === phase);
}

/** Whether a call asks for the lease on this resource. */
export function leases(resource: string): (call: PortCall) => boolean {
  return ({ name, args }) =>
    name === "store.takeLeases" &&
    (args[0] as { readonly resources: readonly string[] }).resources.includes(resource);
}
