import type { Inventory } from "../../domain/facts.ts";
import type { ResourceKind } from "../../domain/resource.ts";
import type { CloudPort } from "../../ports/cloud.ts";
import type { ShellPorts } from "../shell-ports.ts";

function once(cloud: CloudPort): CloudPort {
  const lists = new Map<ResourceKind, Promise<Inventory>>();
  return {
    ...cloud,
    list: (kind, bounds) => {
      const known = lists.get(kind) ?? cloud.list(kind, bounds);
      lists.set(kind, known);
      return known;
    },
  };
}

/**
 * Clouds whose lists are read once: which machine is meant and what may be done with it is told from the same look. It is
 * made for one command and forgotten with it; before a call goes out, its machine is read again in any case.
 */
export function listedOnce(ports: ShellPorts): ShellPorts {
  const clouds = new Map([...ports.clouds].map(([name, cloud]) => [name, once(cloud)]));
  return { ...ports, clouds };
}
