import {
  DEV_SERVER_STATUS_CLASSES,
  LEGACY_NOTEBOOK_STATUS_CLASSES,
  NOTEBOOK_STATUS_CLASSES,
  type StatusClass,
  statusClassOf,
} from "../../domain/modelarts/status-classes.ts";
import type { Standing } from "../../domain/resource.ts";

const CLASSES = {
  "dev-server": DEV_SERVER_STATUS_CLASSES,
  supernode: DEV_SERVER_STATUS_CLASSES,
  notebook: NOTEBOOK_STATUS_CLASSES,
  "legacy-notebook": LEGACY_NOTEBOOK_STATUS_CLASSES,
} as const;

const OF_CLASS: Readonly<Record<Exclude<StatusClass, "settled">, Standing>> = {
  transitional: "changing",
  failed: "failed",
  gone: "gone",
};

/** Where a machine stands, from the cloud's word; a word that no document lists is `unknown`. */
export function standingOf(kind: keyof typeof CLASSES, status: string): Standing {
  const found = statusClassOf(CLASSES[kind], status);
  if (found === undefined) return "unknown";
  if (found !== "settled") return OF_CLASS[found];
  return status === "RUNNING" ? "running" : "stopped";
}
