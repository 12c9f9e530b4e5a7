import { isAutomationError } from "../domain/errors.ts";
import { parseRef, type Resource, type ResourceKind } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import type { CloudPort, ReadBounds } from "../ports/cloud.ts";
import { inParallel } from "./in-parallel.ts";
import { LIST_FROM, readInGroups, type Unreadable } from "./read-in-groups.ts";
import { CALLS_AT_ONCE_MAX, type ShellPorts } from "./shell-ports.ts";

/** A machine that was read, that is not there, or that could not be read this time. */
export type Reading = { readonly kind: "read"; readonly machine: Resource | undefined } | Unreadable;

/** What to look for: the machine of a step. What a creation makes is looked for by `readOrders`. */
export interface Sought {
  readonly step: Step;
}

/** Reads one machine. */
export async function showOne(
  cloud: CloudPort,
  machine: { readonly kind: ResourceKind; readonly id: string },
  bounds: ReadBounds,
): Promise<Reading> {
  try {
    return { kind: "read", machine: await cloud.show(machine.kind, machine.id, bounds) };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return { kind: "unreadable", text: error.message };
  }
}

/** Reads the machines of many steps with as few calls as it takes. The answer has the order of the question. */
export function readMachines(
  ports: Pick<ShellPorts, "clouds">,
  sought: readonly Sought[],
  bounds: ReadBounds = {},
): Promise<readonly Reading[]> {
  return readInGroups(ports, sought, async (cloud, kind, group) => {
    const list = group.length >= LIST_FROM ? await cloud.list(kind, bounds) : undefined;
    // A list in doubt is still right about the machines that it names; only what is missing has to be asked for.
    const named = new Map((list?.resources ?? []).map((machine) => [machine.ref, machine]));
    return inParallel(group, CALLS_AT_ONCE_MAX, async ({ step }): Promise<Reading> => {
      const machine = named.get(step.resource);
      if (machine) return { kind: "read", machine };
      return showOne(cloud, { kind, id: parseRef(step.resource)?.id ?? "" }, bounds);
    });
  });
}
