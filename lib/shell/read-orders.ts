import { belongsToOrder } from "../core/follow-creation.ts";
import { orderedCount } from "../core/order-name.ts";
import type { Submission } from "../core/run-state.ts";
import type { Inventory } from "../domain/facts.ts";
import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import type { CloudPort, ReadBounds } from "../ports/cloud.ts";
import { inParallel } from "./in-parallel.ts";
import { LIST_FROM, readInGroups, type Unreadable } from "./read-in-groups.ts";
import { showOne } from "./read-machines.ts";
import { CALLS_AT_ONCE_MAX, type ShellPorts } from "./shell-ports.ts";

/** An order whose machines are looked for. */
export interface SoughtOrder {
  readonly step: Step;
  readonly submission: Pick<Submission, "created" | "order">;
}

/** All machines of an order that there are, or why they could not be read this time. */
export type OrderReading = { readonly kind: "read"; readonly machines: readonly Resource[] } | Unreadable;

/** One machine whose id was told needs no list. The id of an order's answer may be another's: orders are looked for. */
function isKnown({ step, submission }: SoughtOrder): boolean {
  return submission.created !== null && submission.order === null && orderedCount(step.parameters) === 1;
}

interface Source {
  readonly cloud: CloudPort;
  /** Read when at least one of the orders needs it. */
  readonly list: Inventory | undefined;
  readonly bounds: ReadBounds;
}

async function readOrder(sought: SoughtOrder, { cloud, list, bounds }: Source): Promise<OrderReading> {
  const { step, submission } = sought;
  const listed = list?.resources.filter((resource) => belongsToOrder(resource, sought)) ?? [];
  const machines = new Map(listed.map((resource) => [resource.id, resource]));
  const { created } = submission;
  if (created !== null && !machines.has(created)) {
    const shown = await showOne(cloud, { kind: step.kind, id: created }, bounds);
    if (shown.kind === "unreadable") return shown;
    if (shown.machine) machines.set(created, shown.machine);
  }
  // What a doubtful list names is there all the same; only what it does not name is in doubt.
  const doubt = list?.failed ?? list?.doubt ?? null;
  if (doubt === null || isKnown(sought) || machines.size >= orderedCount(step.parameters)) {
    return { kind: "read", machines: [...machines.values()] };
  }
  return { kind: "unreadable", text: doubt };
}

/** Looks for the machines of many orders with as few calls as it takes. The answer has the order of the question. */
export function readOrders(
  ports: Pick<ShellPorts, "clouds">,
  sought: readonly SoughtOrder[],
  bounds: ReadBounds = {},
): Promise<readonly OrderReading[]> {
  return readInGroups(ports, sought, async (cloud, kind, group) => {
    const needsList = group.length >= LIST_FROM || !group.every(isKnown);
    const list = needsList ? await cloud.list(kind, bounds) : undefined;
    return inParallel(group, CALLS_AT_ONCE_MAX, (order) => readOrder(order, { cloud, list, bounds }));
  });
}
