import type { DevServer } from "../../domain/modelarts/dev-server-response.ts";
import type { Notebook } from "../../domain/modelarts/notebook-response.ts";
import type { StoppedCost } from "../../domain/resource.ts";

/** Shared by all that have it: a fleet has ten thousands of machines and a handful of costs. */
const DISK_GOES_ON: StoppedCost = {
  kind: "storage",
  why: "compute stops being billed; its disk goes on until it is deleted",
};
const COMPUTE_STOPS: StoppedCost = { kind: "free", why: "compute stops being billed" };

const full = (why: string): StoppedCost => ({ kind: "full", why });

/** Families whose GPUs stay billed while stopped (Lite Server user guide, billing). */
const BILLED_ON = /^p[12]\./i;

/**
 * What a stopped DevServer goes on costing (Lite Server user guide, billing). That supernodes are billed on is
 * inferred; treating them so errs on the side of leaving them alone.
 */
export function stoppedCostOfServer(server: DevServer): StoppedCost {
  const hardware = server.cloud_server?.type;
  if (server.charging_mode === "PRE_PAID")
    return full("yearly/monthly: it is paid for already, stopped or not");
  if (
    hardware === "HPS" ||
    server.category === "HPS" ||
    server.category === "SPOD" ||
    server.server_hps?.id
  ) {
    return full("part of a supernode, which is billed on while stopped");
  }
  if (hardware === "BMS") return full("bare metal is billed on while stopped");
  if (hardware !== "ECS" || server.charging_mode !== "POST_PAID") {
    return { kind: "unknown", why: "the cloud does not say what stands under it or how it is billed" };
  }
  if (BILLED_ON.test(server.flavor ?? "")) return full("GPUs of this family are billed on while stopped");
  return { kind: "storage", why: "vCPUs, memory and GPUs stop being billed; disks and addresses go on" };
}

/** The same for a notebook (ModelArts billing pages). */
export function stoppedCostOfNotebook(notebook: Notebook): StoppedCost {
  if (notebook.pool?.id) return full("it runs in a dedicated pool, which is paid for as a whole");
  return notebook.volume?.category?.toUpperCase() === "EVS" ? DISK_GOES_ON : COMPUTE_STOPS;
}
