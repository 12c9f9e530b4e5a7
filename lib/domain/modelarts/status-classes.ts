import type { DevServerStatus, LegacyNotebookStatus, NotebookStatus } from "./statuses.ts";

/**
 * What a status means for somebody who waits: `transitional` will change by itself, `failed` needs a person,
 * `settled` stays until somebody acts, `gone` never comes back.
 */
export type StatusClass = "transitional" | "failed" | "settled" | "gone";

/** Class of every documented DevServer status. */
export const DEV_SERVER_STATUS_CLASSES: Readonly<Record<DevServerStatus, StatusClass>> = {
  CREATING: "transitional",
  STARTING: "transitional",
  STOPPING: "transitional",
  REBOOTING: "transitional",
  CHANGINGOS: "transitional",
  REINSTALLINGOS: "transitional",
  DELETING: "transitional",
  CREATE_FAILED: "failed",
  START_FAILED: "failed",
  STOP_FAILED: "failed",
  REBOOT_FAILED: "failed",
  CHANGINGOS_FAILED: "failed",
  REINSTALLINGOS_FAILED: "failed",
  DELETE_FAILED: "failed",
  ERROR: "failed",
  RUNNING: "settled",
  STOPPED: "settled",
  DELETED: "gone",
};

/** Class of every documented notebook status. FROZEN means arrears: nothing moves until somebody pays. */
export const NOTEBOOK_STATUS_CLASSES: Readonly<Record<NotebookStatus, StatusClass>> = {
  INIT: "transitional",
  CREATING: "transitional",
  STARTING: "transitional",
  STOPPING: "transitional",
  DELETING: "transitional",
  SNAPSHOTTING: "transitional",
  CREATE_FAILED: "failed",
  START_FAILED: "failed",
  DELETE_FAILED: "failed",
  ERROR: "failed",
  FROZEN: "failed",
  RUNNING: "settled",
  STOPPED: "settled",
  DELETED: "gone",
};

/** Class of every documented status of an older development environment. */
export const LEGACY_NOTEBOOK_STATUS_CLASSES: Readonly<Record<LegacyNotebookStatus, StatusClass>> = {
  CREATING: "transitional",
  STARTING: "transitional",
  RESTARTING: "transitional",
  STOPPING: "transitional",
  RESIZING: "transitional",
  CREATE_QUEUING: "transitional",
  START_QUEUING: "transitional",
  CREATE_FAILED: "failed",
  START_FAILED: "failed",
  RESIZE_FAILED: "failed",
  UNAVAILABLE: "failed",
  RUNNING: "settled",
  STOPPED: "settled",
  READY_TO_START: "settled",
  DELETED: "gone",
};

/** Class of a status, or `undefined` for one that no document lists: treat it as "still pending", never as done. */
export function statusClassOf(
  classes: Readonly<Record<string, StatusClass>>,
  status: string | null | undefined,
): StatusClass | undefined {
  return typeof status === "string" && Object.hasOwn(classes, status) ? classes[status] : undefined;
}
