import { formatDuration } from "../domain/duration.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import { couldStillArrive, GIVE_UP_MS, STUCK_AFTER_MS } from "./follow-step.ts";
import { hasOrderedName, orderedCount } from "./order-name.ts";
import type { Submission } from "./run-state.ts";

/** What became of an order. `pending`: look again later. */
export type FollowedCreation =
  | { readonly kind: "pending" }
  | {
      readonly kind: "succeeded" | "failed" | "unknown";
      readonly reason: Reason;
      readonly text: string;
      /** Machines that were made and are to stay. */
      readonly made: readonly Resource[];
      /** Machines whose creation failed. */
      readonly failed: readonly Resource[];
      /** Those of the failed ones that are to be deleted now. */
      readonly cleanUp: readonly Resource[];
    };

/** What is compared: the machines now, and what was recorded of the order. */
export interface CreationInput {
  readonly step: Step;
  readonly submission: Submission;
  /** Machines that may be of this order; those that are not are left out of everything. */
  readonly machines: readonly Resource[];
  /** Whether the config's allow list lets a deletion out. */
  readonly mayDelete: boolean;
  readonly nowMs: number;
}

/** The machines of an order by where they stand. One in a status that no document names may still change. */
interface Order {
  readonly ordered: number;
  /** Stopped is made as well: somebody was faster than this look. */
  readonly up: readonly Resource[];
  readonly changing: readonly Resource[];
  readonly failed: readonly Resource[];
  readonly waitedMs: number;
}

const PENDING: FollowedCreation = { kind: "pending" };

/**
 * Whether a machine comes from an order: by the id that the answer told, by the id of the order, or by its name, which
 * carries the id of the step.
 */
export function belongsToOrder(
  machine: Resource,
  {
    step,
    submission,
  }: Pick<CreationInput, "step"> & { readonly submission: Pick<Submission, "created" | "order"> },
): boolean {
  if (machine.target !== step.target || machine.kind !== step.kind) return false;
  if (machine.id === submission.created || hasOrderedName(machine.name, step.name)) return true;
  return submission.order !== null && machine.orderId === submission.order;
}

function orderOf(input: CreationInput): Order {
  const { step, submission, machines, nowMs } = input;
  // Some lists still name what was deleted, and a list that changed while it was read may name a machine twice.
  const own = machines.filter((machine) => machine.standing !== "gone" && belongsToOrder(machine, input));
  const each = [...new Map(own.map((machine) => [machine.id, machine])).values()];
  const isUp = ({ standing }: Resource) => standing === "running" || standing === "stopped";
  return {
    ordered: orderedCount(step.parameters),
    up: each.filter(isUp),
    failed: each.filter(({ standing }) => standing === "failed"),
    changing: each.filter((machine) => !isUp(machine) && machine.standing !== "failed"),
    waitedMs: nowMs - submission.signedAtMs,
  };
}

function standings(machines: readonly Resource[]): string {
  return machines.map(({ ref, status }) => `${ref} is ${status}`).join(", ");
}

function end(
  order: Order,
  outcome: {
    readonly kind: "succeeded" | "failed" | "unknown";
    readonly reason: Reason;
    readonly text: string;
  },
  cleanUp: readonly Resource[] = [],
): FollowedCreation {
  return { ...outcome, made: order.up, failed: order.failed, cleanUp };
}

function undecided(order: Order, text: string): FollowedCreation {
  return end(order, { kind: "unknown", reason: "undecided", text });
}

function underWay(order: Order): FollowedCreation {
  if (order.waitedMs <= STUCK_AFTER_MS) return PENDING;
  const { changing, up, failed, waitedMs } = order;
  const rest = up.length + failed.length > 0 ? `; ${standings([...up, ...failed])}` : "";
  return undecided(order, `${standings(changing)} after ${formatDuration(waitedMs)}${rest}`);
}

/** Bought by the month or year, a machine may wait for a payment. Without charging_info the cloud decides how it is bought. */
function mayBePrepaid({ kind, parameters }: Step): boolean {
  if (kind !== "dev-server") return false;
  const { charging_info: info } = parameters;
  return !(
    typeof info === "object" &&
    info !== null &&
    "charging_mode" in info &&
    info.charging_mode === "POST_PAID"
  );
}

/** There is no machine. Was none made, is none made yet, or can it not be told? */
function nothingThere(input: CreationInput, order: Order): FollowedCreation {
  const { step, submission } = input;
  const { waitedMs } = order;
  if (couldStillArrive(input)) return PENDING;
  if (submission.order !== null) {
    if (waitedMs <= STUCK_AFTER_MS) return PENDING;
    const text = `order ${submission.order} was accepted ${formatDuration(waitedMs)} ago, but no machine of it is there`;
    return undecided(
      order,
      `${text}: look at order ${submission.order} in the billing centre, it may wait for payment`,
    );
  }
  if (submission.accepted) {
    return undecided(order, "the order was accepted, but no machine with its name is there");
  }
  if (!mayBePrepaid(step)) {
    const text = "no machine with the order's name was made, and the signature has expired";
    return end(order, { kind: "failed", reason: "call-failed", text });
  }
  if (waitedMs <= GIVE_UP_MS) return PENDING;
  const text =
    "no answer came, and no machine with the order's name is there; not being pay-per-use, it may wait for payment";
  return undecided(order, `${text}: look for it in the billing centre before it is ordered again`);
}

/** Only what never came into being is taken away. Any other failure may hold somebody's work by now. */
function neverMade({ status, supernode }: Resource): boolean {
  return status === "CREATE_FAILED" && supernode === null;
}

/** What happens to the machines that failed, or how to be rid of them. */
function wayOut(failed: readonly Resource[], mayDelete: boolean): readonly string[] {
  const deletable = failed.filter(neverMade);
  const members = failed.filter(({ supernode }) => supernode !== null);
  const others = failed.filter((machine) => !deletable.includes(machine) && !members.includes(machine));
  const lines: string[] = [];
  if (deletable.length > 0) {
    const commands = deletable.map(({ ref }) => `curfew delete ${ref}`).join(", ");
    lines.push(
      mayDelete
        ? "what failed is deleted"
        : `what failed stays listed until it is deleted by hand: add delete to allow: in the config, then ${commands}`,
    );
  }
  if (members.length > 0) {
    const nodes = [...new Set(members.map(({ target, supernode }) => `${target}/supernode/${supernode}`))];
    lines.push(`a server of a supernode cannot be deleted alone: look at ${nodes.join(", ")}`);
  }
  if (others.length > 0)
    lines.push(`look at ${others.map(({ ref }) => ref).join(", ")} before it is deleted`);
  return lines;
}

/** Nothing changes any more, and not all that was ordered is there. */
function fellShort({ mayDelete }: CreationInput, order: Order): FollowedCreation {
  const { ordered, up, failed } = order;
  const missing = ordered - up.length - failed.length;
  const parts = [
    ...(ordered > 1 || up.length > 0 ? [`${up.length} of ${ordered} were made`] : []),
    ...(up.length > 0 ? [`${standings(up)}, left alone`] : []),
    ...(failed.length > 0 ? [standings(failed)] : []),
    ...(missing > 0 ? [`${missing} never came`] : []),
    ...wayOut(failed, mayDelete),
  ];
  const reason = up.length > 0 && up.length < ordered ? "partial" : "step-failed";
  const cleanUp = mayDelete ? failed.filter(neverMade) : [];
  return end(order, { kind: "failed", reason, text: parts.join("; ") }, cleanUp);
}

/**
 * Decides from all machines of an order what became of it. It has succeeded only when as many are there as were ordered
 * and none of them failed; it never concludes "never happened" from a machine that may still come.
 */
export function followCreation(input: CreationInput): FollowedCreation {
  const order = orderOf(input);
  const { ordered, up, changing, failed, waitedMs } = order;
  if (changing.length > 0) return underWay(order);
  const there = up.length + failed.length;
  if (there === 0) return nothingThere(input, order);
  if (there < ordered && waitedMs <= GIVE_UP_MS) return PENDING;
  if (there < ordered || failed.length > 0) return fellShort(input, order);
  const text = up.length === 1 ? standings(up) : `all ${up.length} are there: ${standings(up)}`;
  return end(order, { kind: "succeeded", reason: "confirmed", text });
}
