/** Status of a DevServer ("Performing Operations on DevServer Instances in Batches", 2025-11-19, table 6). */
export const DEV_SERVER_STATUSES = [
  ...(["CREATING", "CREATE_FAILED", "RUNNING", "STARTING", "START_FAILED"] as const),
  ...(["STOPPING", "STOPPED", "STOP_FAILED", "REBOOTING", "REBOOT_FAILED"] as const),
  ...(["CHANGINGOS", "CHANGINGOS_FAILED", "REINSTALLINGOS", "REINSTALLINGOS_FAILED"] as const),
  ...(["DELETING", "DELETED", "DELETE_FAILED", "ERROR"] as const),
] as const;
/** See {@link DEV_SERVER_STATUSES}. */
export type DevServerStatus = (typeof DEV_SERVER_STATUSES)[number];

/** Status of a notebook of the newer API, on both clouds. There is no STOP_FAILED. */
export const NOTEBOOK_STATUSES = [
  ...([
    "INIT",
    "CREATING",
    "STARTING",
    "STOPPING",
    "DELETING",
    "RUNNING",
    "STOPPED",
    "SNAPSHOTTING",
  ] as const),
  ...(["CREATE_FAILED", "START_FAILED", "DELETE_FAILED", "ERROR", "DELETED", "FROZEN"] as const),
] as const;
/** See {@link NOTEBOOK_STATUSES}. */
export type NotebookStatus = (typeof NOTEBOOK_STATUSES)[number];

/** Status of an older development environment; the three last ones exist on Huawei Cloud only. */
export const LEGACY_NOTEBOOK_STATUSES = [
  ...(["CREATING", "CREATE_FAILED", "STARTING", "RESTARTING", "START_FAILED", "RUNNING"] as const),
  ...(["STOPPING", "STOPPED", "UNAVAILABLE", "DELETED", "RESIZING", "RESIZE_FAILED"] as const),
  ...(["CREATE_QUEUING", "START_QUEUING", "READY_TO_START"] as const),
] as const;
/** See {@link LEGACY_NOTEBOOK_STATUSES}. */
export type LegacyNotebookStatus = (typeof LEGACY_NOTEBOOK_STATUSES)[number];

/** Status of a supernode in the API pages; the SDK reference lists the values of a DevServer instead. */
export const SUPERNODE_STATUSES = [
  ...(["PROVISIONING", "ACTIVE", "ERROR", "REIMAGING", "TERMINATING", "TERMINATED"] as const),
] as const;
/** See {@link SUPERNODE_STATUSES}. */
export type SupernodeStatus = (typeof SUPERNODE_STATUSES)[number];

/** A documented status, or any other string: the vendor's own sample shows one that is not in its list. */
export type Open<T extends string> = T | (string & Record<never, never>);

/**
 * The one place that settles REINSTALLOS against REINSTALLINGOS: the sample of "Reinstalling the OS Image of the
 * DevServer Server" (2025-08-20) answers the former, the status tables of all pages (2025-11-19 too) list the latter.
 */
export function devServerStatusOf(status: string): Open<DevServerStatus> {
  return status === "REINSTALLOS" ? "REINSTALLINGOS" : status;
}

const SUPERNODE_TO_SERVER: Readonly<Record<SupernodeStatus, DevServerStatus>> = {
  PROVISIONING: "CREATING",
  ACTIVE: "RUNNING",
  ERROR: "ERROR",
  REIMAGING: "CHANGINGOS",
  TERMINATING: "DELETING",
  TERMINATED: "DELETED",
};

/**
 * Reads a supernode's status in the words of a server. Two vocabularies exist: PROVISIONING, ACTIVE, … in the API pages
 * and the SDK (2026), the server's own words in the SDK reference. Both are accepted; unknown ones are kept.
 */
export function serverStatusOfSupernode(status: string): Open<DevServerStatus> {
  const known: Readonly<Record<string, DevServerStatus>> = SUPERNODE_TO_SERVER;
  return Object.hasOwn(known, status) ? (known[status] ?? status) : devServerStatusOf(status);
}
