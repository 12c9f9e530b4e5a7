import type { AutomationEvent } from "../../lib/domain/event.ts";
import type { Scheduler } from "./scheduler.ts";
import { machineId, REBUILT, TIERS } from "./world-config.ts";

/** One wish of the outside world, and every form in which it is delivered. */
export interface Wish {
  /** What has to happen at most once because of it. */
  readonly name: string;
  /** Operation of the API, and how to recognise its call. */
  readonly operation: string;
  /** Part of the call's path or body that only this wish's call has. */
  readonly mark: string;
  readonly deliveries: readonly AutomationEvent[];
}

const IMAGES = ["11111111-2222-4333-8444-555555555551", "11111111-2222-4333-8444-555555555552"];

const SYSTEM_IMAGE = "c90fb553-2cdb-4b81-b56a-ef68812c6cf7";

function envelope(id: string, source: string, atMs: number) {
  return {
    specversion: "1.0",
    id,
    source,
    time: new Date(atMs).toISOString(),
    trigger: source === "inbox" ? "queue" : "webhook",
  } as const;
}

function ticket(server: string, atMs: number, number: number): Wish {
  const data = { key: `OPS-${number}`, status: "Approved", transition: `t-${number}`, server, by: "anna" };
  const first = { ...envelope(`delivery-${number}`, "jira", atMs), type: "ticket.updated", data } as const;
  // The same transition under another delivery id: a second webhook of the same project.
  const second = { ...first, id: `delivery-${number}-again` } as const;
  // Somebody edits the approved ticket and names another server: it did not move, so nobody has asked for that.
  const elsewhere = { ...data, transition: null, server: machineId(24) };
  const edited = { ...first, id: `delivery-${number}-edited`, data: elsewhere } as const;
  return {
    name: `rebuild by OPS-${number}`,
    operation: "ReinstallDevServerOS",
    mark: server,
    deliveries: [first, second, edited],
  };
}

function order(
  id: string,
  atMs: number,
  wish: Omit<Wish, "deliveries" | "name"> & { readonly data: object },
): Wish {
  const { data, ...rest } = wish;
  const event = {
    ...envelope(id, "inbox", atMs),
    type: "action.request",
    data: { parameters: {}, ...data },
  } as AutomationEvent;
  return { ...rest, name: id, deliveries: [event] };
}

/** A budget alert; the same alert comes under two delivery ids. Its stops are convergent, so nothing counts them. */
export function budgetDeliveries(atMs: number): readonly AutomationEvent[] {
  const data = { budget: "vision", at: 0.92, period: "2026-01", kind: "actual" } as const;
  return ["budget-1", "budget-2"].map(
    (id) => ({ ...envelope(id, "budget", atMs), type: "budget.alert", data }) as const,
  );
}

/**
 * Orders of different people for the same two servers, whose turns overlap: each run has to wait for the machine that
 * another one acts on, and for no other. They are convergent, so nothing counts them.
 */
export function contendingOrders(
  atMs: number,
  scheduler: Scheduler,
  { ordersMax, servers }: { readonly ordersMax: number; readonly servers: readonly string[] },
): readonly AutomationEvent[] {
  const orders = scheduler.between(Math.floor(ordersMax / 2), ordersMax);
  return Array.from({ length: orders }, (_, index) => {
    const server = servers[scheduler.between(0, servers.length - 1)];
    const verb = scheduler.chance(0.5) ? "stop" : "start";
    return {
      ...envelope(`contend-${index}`, "inbox", atMs),
      type: "action.request",
      data: { parameters: {}, verb, resource: `prod/dev-server/${server}`, by: `person-${index}` },
    } as const;
  });
}

/** Alerts that have the servers of {@link TIERS} stopped group by group, and orders that start them in between. */
export function tierDeliveries(atMs: number): readonly AutomationEvent[] {
  const alerts = ["2026-01", "2026-02", "2026-03"].map((period, index) => {
    const data = { budget: "tiers", at: 0.92, period, kind: "actual" } as const;
    return { ...envelope(`tiers-${index}`, "budget", atMs), type: "budget.alert", data } as const;
  });
  const starts = [...TIERS.web, ...TIERS.db].map(
    (server, index) =>
      ({
        ...envelope(`tier-start-${index}`, "inbox", atMs),
        type: "action.request",
        data: { parameters: {}, verb: "start", resource: `prod/dev-server/${server}`, by: "anna" },
      }) as const,
  );
  return [...alerts, ...starts];
}

/** The once-only wishes of a world. */
export function wishesOf(atMs: number, scheduler: Scheduler): readonly Wish[] {
  const image = IMAGES[scheduler.between(0, 1)] ?? SYSTEM_IMAGE;
  const all = [
    ticket(REBUILT.running, atMs, 1),
    ticket(REBUILT.stopped, atMs, 2),
    order("order-notebook", atMs, {
      operation: "CreateNotebook",
      mark: "sim-notebook",
      data: {
        verb: "create-notebook",
        target: "prod",
        by: "anna",
        parameters: {
          name: "sim-notebook",
          flavor: "modelarts.vm.cpu.8u",
          image_id: SYSTEM_IMAGE,
          volume: { category: "EVS", ownership: "MANAGED", capacity: 5 },
        },
      },
    }),
    order("order-server", atMs, {
      operation: "CreateDevServer",
      mark: "sim-server",
      data: {
        verb: "create-dev-server",
        target: "prod",
        by: "bruno",
        parameters: {
          name: "sim-server",
          flavor: "Si2.large.4",
          image_id: SYSTEM_IMAGE,
          key_pair_name: "ops",
          network: { vpc_id: SYSTEM_IMAGE, subnet_id: SYSTEM_IMAGE, security_group_id: SYSTEM_IMAGE },
        },
      },
    }),
    order("order-reboot", atMs, {
      operation: "RebootDevServer",
      mark: machineId(24),
      data: { verb: "reboot", resource: `prod/dev-server/${machineId(24)}`, by: "mina" },
    }),
    order("order-image", atMs, {
      operation: "ChangeDevServerOS",
      mark: machineId(23),
      data: {
        verb: "change-os",
        resource: `prod/dev-server/${machineId(23)}`,
        by: "elif",
        parameters: { image, keyPair: "ops" },
      },
    }),
  ];
  return all.filter(() => scheduler.chance(0.7));
}
