import type { CrashFleet, CrashSource } from "./crash-config.ts";
import type { Effect } from "./effects.ts";

/** One delivery of one event; repeated under the same id until it is acknowledged. */
export interface Delivery {
  readonly source: CrashSource;
  /** Id of the delivery. */
  readonly id: string;
  /** Id of the event that comes of it; absent: that of the delivery. */
  readonly event?: string;
  readonly body: unknown;
}

/** What somebody wants, and everything that may happen because of it. */
export interface Wish {
  readonly name: string;
  /** The events that carry it: one, or two with different ids that mean the same. */
  readonly deliveries: readonly Delivery[];
  /** Effects that are right. Anything else that happens was not asked for. */
  readonly may: readonly Effect[];
  /** The effect that must never happen twice. */
  readonly once: Effect | null;
  /** How its machines stand when its run has done everything; `null`: they are gone. */
  readonly stands: readonly { readonly subject: string; readonly status: string | null }[];
}

/** Yields the next wish. */
export type NextWish = () => Wish;

interface Machine {
  readonly id: string;
  readonly status: "RUNNING" | "STOPPED";
}

interface Order {
  readonly number: number;
  readonly nowMs: number;
  readonly twice: boolean;
}

export interface WishOptions {
  /** Yields numbers in [0, 1): they decide what is wanted. */
  readonly random: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Share of tickets and alerts that come under a second id as well. */
const TWICE_SHARE = 0.4;

const IMAGE = "11111111-2222-4333-8444-555555555555";
const SYSTEM_IMAGE = "c90fb553-2cdb-4b81-b56a-ef68812c6cf7";

const server = (id: string) => `dev-server/${id}`;

/** A stop goes out alone or in a batch. */
const stopsOf = (id: string): readonly Effect[] =>
  ["StopDevServer", "BatchDevServersAction"].map((operation) => ({ operation, subject: server(id) }));

function ticket(number: number, id: string, nowMs: number): unknown {
  return {
    timestamp: nowMs,
    webhookEvent: "jira:issue_updated",
    user: { accountId: "5b10ac8d82e05b22cc7d4ef5" },
    issue: {
      id: String(10_000 + number),
      key: `OPS-${number}`,
      fields: {
        summary: "Please rebuild the server",
        issuetype: { id: "10010", name: "rebuild" },
        project: { key: "OPS" },
        status: { id: "10003", name: "Approved" },
        labels: [`server:${id}`],
        reporter: { accountId: "5b10ac8d82e05b22cc7d4ef5" },
      },
    },
    changelog: {
      id: String(20_000 + number),
      items: [{ field: "status", fieldId: "status", from: "10002", to: "10003", toString: "Approved" }],
    },
  };
}

/** The same event as one or as two deliveries: some senders tell everything twice, under different ids. */
function told(
  source: CrashSource,
  id: string,
  parts: { body: unknown; twice: boolean; event?: string },
): readonly Delivery[] {
  const { twice, ...rest } = parts;
  return (twice ? [id, `${id}-again`] : [id]).map((own) => ({ source, id: own, ...rest }));
}

function rebuild({ number, nowMs, twice }: Order, machine: Machine): Wish {
  const once = { operation: "ReinstallDevServerOS", subject: server(machine.id) };
  return {
    name: `rebuild ${number}`,
    deliveries: told("jira", `ticket-${number}`, {
      body: ticket(number, machine.id, nowMs),
      twice,
      // Jira names the change in what it signs; its id of a delivery is not signed.
      event: `issue:${10_000 + number}:change:${20_000 + number}`,
    }),
    may: [...stopsOf(machine.id), once],
    once,
    stands: [{ subject: server(machine.id), status: machine.status }],
  };
}

function alert({ number, nowMs, twice }: Order, group: CrashFleet["groups"][number]): Wish {
  const data = { budget: "fleet", at: 0.92, period: group.name, group: group.name };
  const body = { type: "budget.alert", timestamp: new Date(nowMs).toISOString(), data };
  return {
    name: `budget ${number}`,
    deliveries: told("budget", `alert-${number}`, { body, twice }),
    may: group.servers.flatMap(stopsOf),
    once: null,
    stands: group.servers.map((id) => ({ subject: server(id), status: "STOPPED" })),
  };
}

type Outcome = Pick<Wish, "may" | "once" | "stands">;

function request({ number, nowMs }: Order, data: object, outcome: Outcome): Wish {
  const timestamp = new Date(nowMs).toISOString();
  const body = { type: "action.request", timestamp, data: { by: "desk", ...data } };
  const id = `request-${number}`;
  return { name: id, deliveries: [{ source: "desk", id, body }], ...outcome };
}

const ref = (id: string) => `prod/dev-server/${id}`;

function reboot(order: Order, { id }: Machine): Wish {
  const once = { operation: "RebootDevServer", subject: server(id) };
  const stands = [{ subject: server(id), status: "RUNNING" }];
  return request(order, { verb: "reboot", resource: ref(id) }, { may: [once], once, stands });
}

function stop(order: Order, { id }: Machine): Wish {
  const stands = [{ subject: server(id), status: "STOPPED" }];
  return request(order, { verb: "stop", resource: ref(id) }, { may: stopsOf(id), once: null, stands });
}

function changeOs(order: Order, { id, status }: Machine): Wish {
  const once = { operation: "ChangeDevServerOS", subject: server(id) };
  const data = { verb: "change-os", resource: ref(id), parameters: { image: IMAGE, keyPair: "ops" } };
  return request(order, data, {
    may: [...stopsOf(id), once],
    once,
    stands: [{ subject: server(id), status }],
  });
}

function deletion(order: Order, { id }: Machine): Wish {
  const once = { operation: "DeleteDevServer", subject: server(id) };
  const stands = [{ subject: server(id), status: null }];
  return request(order, { verb: "delete", resource: ref(id) }, { may: [once], once, stands });
}

function notebook(order: Order): Wish {
  const name = `made-${order.number}`;
  const once = { operation: "CreateNotebook", subject: `notebook/+${name}` };
  const parameters = {
    ...{ name, flavor: "modelarts.vm.cpu.8u", image_id: SYSTEM_IMAGE },
    volume: { category: "EVS", ownership: "MANAGED", capacity: 5 },
  };
  return request(
    order,
    { verb: "create-notebook", target: "prod", parameters },
    { may: [once], once, stands: [{ subject: once.subject, status: "RUNNING" }] },
  );
}

function devServer(order: Order): Wish {
  const name = `made-${order.number}`;
  const once = { operation: "CreateDevServer", subject: `dev-server/+${name}` };
  const parameters = {
    ...{ name, flavor: "Si2.large.4", image_id: SYSTEM_IMAGE, key_pair_name: "ops" },
    network: { vpc_id: SYSTEM_IMAGE, subnet_id: SYSTEM_IMAGE, security_group_id: SYSTEM_IMAGE },
    charging_info: { charging_mode: "POST_PAID", period_num: 1, period_type: "MONTH" },
  };
  return request(
    order,
    { verb: "create-dev-server", target: "prod", parameters },
    { may: [once], once, stands: [{ subject: once.subject, status: "RUNNING" }] },
  );
}

/** Something that hands out each element once. */
function dealer<T>(list: readonly T[]): () => T | undefined {
  const left = [...list];
  return () => left.shift();
}

/** Shares in percent, once-only wishes before all. */
const SHARES = [
  [24, "rebuild-running"],
  [12, "rebuild-resting"],
  [12, "budget"],
  [20, "reboot"],
  [4, "stop"],
  [4, "change-os-running"],
  [8, "change-os-resting"],
  [5, "delete"],
  [6, "create-notebook"],
  [5, "create-dev-server"],
] as const;

type WishKind = (typeof SHARES)[number][1];

function drawKind(drawn: number): WishKind {
  let left = drawn * 100;
  for (const [share, kind] of SHARES) {
    if (left < share) return kind;
    left -= share;
  }
  return "create-notebook";
}

/**
 * Draws wishes, each about machines of its own. When the machines of the fleet are used up, something new is wanted
 * instead, so that there is always something to do.
 */
export function createWishes(fleet: CrashFleet, options: WishOptions): NextWish {
  const { random, now } = options;
  const nextRunning = dealer(fleet.running);
  const nextResting = dealer(fleet.resting);
  const nextGroup = dealer(fleet.groups);
  let number = 0;
  const on = (id: string | undefined, status: Machine["status"], make: (machine: Machine) => Wish) =>
    id === undefined ? undefined : make({ id, status });
  const running = (make: (machine: Machine) => Wish) => on(nextRunning(), "RUNNING", make);
  const resting = (make: (machine: Machine) => Wish) => on(nextResting(), "STOPPED", make);
  const budget = (order: Order) => {
    const group = nextGroup();
    return group && alert(order, group);
  };
  const makers: Readonly<Record<WishKind, (order: Order) => Wish | undefined>> = {
    "rebuild-running": (order) => running((machine) => rebuild(order, machine)),
    "rebuild-resting": (order) => resting((machine) => rebuild(order, machine)),
    budget,
    reboot: (order) => running((machine) => reboot(order, machine)),
    stop: (order) => running((machine) => stop(order, machine)),
    "change-os-running": (order) => running((machine) => changeOs(order, machine)),
    "change-os-resting": (order) => resting((machine) => changeOs(order, machine)),
    delete: (order) => resting((machine) => deletion(order, machine)),
    "create-notebook": notebook,
    "create-dev-server": devServer,
  };
  return () => {
    number += 1;
    const order = { number, nowMs: now(), twice: random() < TWICE_SHARE };
    return makers[drawKind(random())](order) ?? notebook(order);
  };
}
