import type { DevServer } from "../../domain/modelarts/dev-server-response.ts";
import type { LegacyNotebook } from "../../domain/modelarts/legacy-notebook-response.ts";
import type { Notebook } from "../../domain/modelarts/notebook-response.ts";
import { serverStatusOfSupernode } from "../../domain/modelarts/statuses.ts";
import type { Supernode } from "../../domain/modelarts/supernode.ts";
import { type Flavor, type NotebookLease, type Resource, resourceRef } from "../../domain/resource.ts";
import { flavorOfName } from "./flavor-of.ts";
import { standingOf } from "./standing-of.ts";
import { stoppedCostOfNotebook, stoppedCostOfServer } from "./stopped-cost.ts";

/** What is known from elsewhere. */
export interface Known {
  readonly target: string;
  /** Notebook flavors by id, from the flavor list. */
  readonly flavors: ReadonlyMap<string, Flavor>;
  /** Tags of the ECS behind a DevServer, by its id. */
  readonly tags: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Texts and people that many machines of one list have in common, each kept once. Default: nothing is shared. */
  readonly shared?: Shared;
}

/** See {@link Known.shared}. It lives as long as the list is read. */
export interface Shared {
  readonly texts: Map<string, string>;
  readonly users: Map<string, Resource["user"]>;
}

/** Nothing shared yet. */
export function nothingShared(): Shared {
  return { texts: new Map(), users: new Map() };
}

function once<T>(known: Map<string, T> | undefined, key: string, value: T): T {
  const first = known?.get(key);
  if (first !== undefined) return first;
  known?.set(key, value);
  return value;
}

function userOf({ user }: Notebook, { shared }: Known): Resource["user"] {
  const [id, name] = [user?.id ?? null, user?.name ?? null];
  return once(shared?.users, `${id}\n${name}`, { id, name });
}

const NOBODY = { id: null, name: null };

const NO_TAGS: Readonly<Record<string, string>> = {};

function flavorOf(name: string | null | undefined, known: Known): Flavor {
  if (!name) return { name: "", gpu: null, npu: null, vcpus: null };
  return known.flavors.get(name) ?? flavorOfName(name);
}

function billingOf(mode: string | null | undefined): Resource["billing"] {
  if (mode === "POST_PAID") return "pay-per-use";
  return mode === "PRE_PAID" ? "prepaid" : "unknown";
}

function orderOf(machine: Pick<DevServer, "order_id">): Pick<Resource, "orderId"> {
  return machine.order_id ? { orderId: machine.order_id } : {};
}

function hardwareOf(type: string | null | undefined): Resource["hardware"] {
  return type === "ECS" || type === "BMS" || type === "HPS" ? type : null;
}

/** A DevServer as a resource; `undefined` when the answer has no id, as for a prepaid order not yet placed. */
export function resourceOfServer(server: DevServer, known: Known): Resource | undefined {
  if (!server.id) return undefined;
  const cloudServerId = server.cloud_server?.id ?? null;
  const status = server.status ?? "";
  return {
    ref: resourceRef(known.target, "dev-server", server.id),
    target: known.target,
    kind: "dev-server",
    id: server.id,
    name: server.name ?? server.id,
    status,
    standing: standingOf("dev-server", status),
    flavor: flavorOf(server.resource_flavor ?? server.flavor, known),
    billing: billingOf(server.charging_mode),
    ...orderOf(server),
    stoppedCost: stoppedCostOfServer(server),
    hardware: hardwareOf(server.cloud_server?.type),
    cloudServerId,
    imageId: server.image?.image_id ?? null,
    user: NOBODY,
    tags: (cloudServerId === null ? undefined : known.tags.get(cloudServerId)) ?? {},
    createdAtMs: server.create_at ?? null,
    updatedAtMs: server.update_at ?? null,
    lease: null,
    supernode: server.server_hps?.id ?? null,
  };
}

/** A supernode as a resource. */
export function resourceOfSupernode(node: Supernode, known: Known): Resource | undefined {
  if (!node.id) return undefined;
  const status = node.status ?? "";
  return {
    ref: resourceRef(known.target, "supernode", node.id),
    target: known.target,
    kind: "supernode",
    id: node.id,
    name: node.name ?? node.id,
    status,
    standing: standingOf("supernode", serverStatusOfSupernode(status)),
    flavor: flavorOf(node.servers?.[0]?.flavor, known),
    billing: node.order_id ? "prepaid" : "unknown",
    ...orderOf(node),
    stoppedCost: { kind: "full", why: "supernodes are billed on while stopped" },
    hardware: "HPS",
    cloudServerId: null,
    imageId: node.servers?.[0]?.image?.image_id ?? null,
    user: NOBODY,
    tags: {},
    createdAtMs: node.create_at ?? null,
    updatedAtMs: node.update_at ?? null,
    lease: null,
    supernode: null,
  };
}

/** The lease's duration counts from `create_at`, not from the last start (vendor samples agree to the millisecond). */
function leaseOf({ lease }: Notebook): NotebookLease | null {
  if (!lease) return null;
  const { create_at: createAt, duration, enable, type, update_at: updateAt } = lease;
  const expiresAtMs =
    typeof createAt === "number" && typeof duration === "number" ? createAt + duration : null;
  return {
    ...{ enabled: enable === true, type: type?.toUpperCase() === "IDLE" ? "idle" : "timing", expiresAtMs },
    ...(typeof updateAt === "number" ? { setAtMs: updateAt } : {}),
  };
}

function tagsOf(tags: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(tags)) return NO_TAGS;
  const pairs = tags.flatMap((tag: { readonly key?: unknown; readonly value?: unknown } | null) =>
    typeof tag?.key === "string" ? [[tag.key, String(tag.value ?? "")] as const] : [],
  );
  return Object.fromEntries(pairs);
}

/** A notebook as a resource. Its `url` and `token` are credentials and go no further. */
export function resourceOfNotebook(notebook: Notebook, known: Known): Resource | undefined {
  if (!notebook.id) return undefined;
  const status = notebook.status ?? "";
  const updatedAt = notebook["update_at"];
  const createdAt = notebook["create_at"];
  return {
    ref: resourceRef(known.target, "notebook", notebook.id),
    target: known.target,
    kind: "notebook",
    id: notebook.id,
    name: notebook.name ?? notebook.id,
    status,
    standing: standingOf("notebook", status),
    flavor: flavorOf(notebook.flavor, known),
    billing: "pay-per-use",
    stoppedCost: stoppedCostOfNotebook(notebook),
    hardware: null,
    cloudServerId: null,
    ...diskOf(notebook),
    imageId: notebook.image?.id ? once(known.shared?.texts, notebook.image.id, notebook.image.id) : null,
    user: userOf(notebook, known),
    tags: tagsOf(notebook["tags"]),
    createdAtMs: typeof createdAt === "number" ? createdAt : (notebook.lease?.create_at ?? null),
    updatedAtMs: typeof updatedAt === "number" ? updatedAt : null,
    lease: leaseOf(notebook),
    supernode: null,
  };
}

/** Only a disk of its own is paid for with the machine; other storage is shared. */
function diskOf({ volume }: Notebook): Pick<Resource, "diskGb"> {
  const isDisk = volume?.category?.toUpperCase() === "EVS";
  return isDisk && typeof volume?.capacity === "number" ? { diskGb: volume.capacity } : {};
}

function timeOf(text: string | null | undefined): number | null {
  const ms = Number(text);
  return text && Number.isFinite(ms) ? ms : null;
}

function legacyFlavor(notebook: LegacyNotebook, known: Known): Flavor {
  const details = notebook.flavor_details;
  const base = flavorOf(notebook.flavor, known);
  if (!details?.type) return base;
  const isNpu = details.type.toUpperCase() === "ASCEND";
  const gpu = details.params?.GPU ?? (details.type.toUpperCase() === "GPU" ? 1 : 0);
  return { ...base, gpu, npu: isNpu ? 1 : 0, vcpus: details.params?.CPU ?? null };
}

/** A notebook of the old generation as a resource; its times are texts of 13 digits. */
export function resourceOfLegacyNotebook(notebook: LegacyNotebook, known: Known): Resource | undefined {
  if (!notebook.id) return undefined;
  const status = notebook.status ?? "";
  const stop = notebook.spec?.auto_stop;
  const disk = notebook.spec?.storage?.type === "evs";
  return {
    ref: resourceRef(known.target, "legacy-notebook", notebook.id),
    target: known.target,
    kind: "legacy-notebook",
    id: notebook.id,
    name: notebook.name ?? notebook.id,
    status,
    standing: standingOf("legacy-notebook", status),
    flavor: legacyFlavor(notebook, known),
    billing: "pay-per-use",
    stoppedCost: notebook.pool?.id
      ? { kind: "full", why: "it runs in a dedicated pool, which is paid for as a whole" }
      : {
          kind: disk ? "storage" : "free",
          why: `compute stops being billed${disk ? "; its disk goes on" : ""}`,
        },
    hardware: null,
    cloudServerId: null,
    imageId: null,
    user: { id: notebook.user?.id ?? null, name: notebook.user?.name ?? null },
    tags: {},
    createdAtMs: timeOf(notebook.creation_timestamp),
    updatedAtMs: timeOf(notebook.latest_update_timestamp),
    lease: stop
      ? { enabled: stop.enable === true, type: "timing", expiresAtMs: stop.stop_timestamp ?? null }
      : null,
    supernode: null,
  };
}
