import * as z from "zod";

/**
 * What Curfew can look at and act on. `legacy-notebook` is the old `/demanager/instances` generation,
 * which both clouds still carry beside the new `/notebooks`.
 */
export const RESOURCE_KINDS = ["notebook", "legacy-notebook", "dev-server", "supernode"] as const;
export const ResourceKind = z.enum(RESOURCE_KINDS);
export type ResourceKind = z.infer<typeof ResourceKind>;

/** Name of a target in the config: the first part of every resource reference. */
export const TargetName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "1 to 32 lower-case letters, digits and hyphens");
export type TargetName = z.infer<typeof TargetName>;

/** `target/kind/id`, the same everywhere: log, chat, command line. */
export type ResourceRef = string;

/** Joins the three parts of a reference. */
export function resourceRef(target: TargetName, kind: ResourceKind, id: string): ResourceRef {
  // One flat string: a template makes a chain of pieces, which large fleets pay for in memory.
  return [target, kind, id].join("/");
}

/** Splits a reference, or answers `undefined` when it is not one. */
export function parseRef(
  ref: string,
): { readonly target: string; readonly kind: ResourceKind; readonly id: string } | undefined {
  const [target, kind, id, ...rest] = ref.split("/");
  if (!target || !id || rest.length > 0) return undefined;
  const known = RESOURCE_KINDS.find((candidate) => candidate === kind);
  return known ? { target, kind: known, id } : undefined;
}

/**
 * Where a machine stands, told from the cloud's open list of statuses. `changing` is any transition;
 * `unknown` is a status that no document names, and nothing is ever done to it.
 */
export const PHASES_OF_MACHINE = ["running", "stopped", "changing", "failed", "gone", "unknown"] as const;
export const Standing = z.enum(PHASES_OF_MACHINE);
export type Standing = z.infer<typeof Standing>;

/** What the bill does while the machine is stopped (facts: billing pages of the vendor). */
export const StoppedCost = z.object({
  /** `free`: compute stops and nothing goes on. `storage`: compute stops, disks go on. `full`: billed on. */
  kind: z.enum(["free", "storage", "full", "unknown"]),
  /** One sentence for people. */
  why: z.string(),
});
export type StoppedCost = z.infer<typeof StoppedCost>;

/** How many accelerators and cores a flavor has; a figure that is not known is `null`, never zero. */
export const Flavor = z.object({
  name: z.string(),
  gpu: z.number().nullable(),
  npu: z.number().nullable(),
  vcpus: z.number().nullable(),
});
export type Flavor = z.infer<typeof Flavor>;

/** Automatic stop that the cloud itself will carry out ("notebook lease", or `auto_stop` of the old form). */
export const NotebookLease = z.object({
  enabled: z.boolean(),
  type: z.enum(["timing", "idle"]),
  /** Milliseconds since the epoch, when it is known. */
  expiresAtMs: z.number().nullable(),
  /** When it was last set or renewed, by whomever; milliseconds since the epoch. Absent: not told. */
  setAtMs: z.number().optional(),
});
export type NotebookLease = z.infer<typeof NotebookLease>;

/** A machine as last read from the cloud. Credentials (`url`, `token`) are dropped before this is built. */
export const Resource = z.object({
  ref: z.string(),
  target: TargetName,
  kind: ResourceKind,
  id: z.string(),
  name: z.string(),
  /** The cloud's own word, kept as it came. */
  status: z.string(),
  standing: Standing,
  flavor: Flavor,
  billing: z.enum(["pay-per-use", "prepaid", "unknown"]),
  /** Id of the order by which it was bought by the month or year; machines of one order share it. */
  orderId: z.string().optional(),
  stoppedCost: StoppedCost,
  /** What stands under a DevServer: virtual machine, bare metal or supernode. */
  hardware: z.enum(["ECS", "BMS", "HPS"]).nullable(),
  /** Id of the ECS or BMS behind a DevServer, the key of its metrics and tags; absent while creating. */
  cloudServerId: z.string().nullable(),
  /** Size of its disk in gigabytes, where the list tells it. */
  diskGb: z.number().optional(),
  imageId: z.string().nullable(),
  user: z.object({ id: z.string().nullable(), name: z.string().nullable() }),
  tags: z.record(z.string(), z.string()),
  /** Milliseconds since the epoch; `null` when the API does not tell. */
  createdAtMs: z.number().nullable(),
  updatedAtMs: z.number().nullable(),
  lease: NotebookLease.nullable(),
  /** Id of the supernode this server belongs to. */
  supernode: z.string().nullable(),
});
export type Resource = z.infer<typeof Resource>;
