import { offers } from "../../core/facts-needed.ts";
import { nearestName } from "../../core/nearest-name.ts";
import type { Inventory } from "../../domain/facts.ts";
import { parseRef, RESOURCE_KINDS, type Resource, type ResourceKind } from "../../domain/resource.ts";
import { gatherFacts } from "../gather-facts.ts";
import type { Talk } from "./talk.ts";

/** The machine that is meant, or why it is none. Names are never completed and never guessed. */
export type Named =
  | { readonly kind: "one"; readonly resource: Resource; readonly isSure: boolean }
  | { readonly kind: "several"; readonly candidates: readonly Resource[] }
  | { readonly kind: "none"; readonly nearest: string | undefined }
  /** It may be on a list that could not be read. */
  | { readonly kind: "unread" };

/** What was read to find it. */
export interface NamedIn {
  readonly named: Named;
  readonly inventories: readonly Inventory[];
}

/** Lists that could not be read or are in doubt, one sentence each. */
export function troublesIn(inventories: readonly Inventory[]): readonly string[] {
  return inventories.flatMap(({ target, kind, failed, doubt }) => {
    const why = failed ?? doubt;
    return why === null ? [] : [`${target}/${kind}: ${why}`];
  });
}

function named(name: string, inventories: readonly Inventory[]): Named {
  const machines = inventories.flatMap(({ resources }) => resources);
  const trouble = troublesIn(inventories).length > 0;
  // A reference or an id has one machine, whatever others are called.
  const byId = machines.filter(({ ref, id }) => ref === name || id === name);
  const found = byId.length > 0 ? byId : machines.filter((machine) => machine.name === name);
  const [resource, ...others] = found;
  if (resource && others.length === 0) {
    return { kind: "one", resource, isSure: !trouble || resource.ref === name };
  }
  if (resource) return { kind: "several", candidates: found };
  if (trouble) return { kind: "unread" };
  return { kind: "none", nearest: nearestName(name, new Set(machines.map((machine) => machine.name))) };
}

/** Lists the machines that may be meant, and finds the one that is called so: by reference, id or a name that only it has. */
export async function nameMachine(
  { ports, options }: Pick<Talk, "ports" | "options">,
  name: string,
  kinds: readonly ResourceKind[] = RESOURCE_KINDS,
): Promise<NamedIn> {
  const ref = parseRef(name);
  const lists = ports.rulebook.config.targets
    .filter((target) => ref === undefined || target.name === ref.target)
    .flatMap((target) =>
      kinds
        .filter((kind) => offers(target, kind) && (ref === undefined || kind === ref.kind))
        .map((kind) => ({ target: target.name, kind })),
    );
  const query = { lists, measurements: [], actionsMs: 0, policies: [] };
  const { inventories } = await gatherFacts(ports, query, options.bounds);
  return { named: named(name, inventories), inventories };
}
