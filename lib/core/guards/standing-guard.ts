import { verb } from "../../domain/verbs.ts";
import type { Guard } from "./guard.ts";

/** Verbs that bring the machine into the standing they start from by steps of their own. */
const STOPS_FIRST: readonly string[] = ["reinstall-os", "change-os"];

/** It never came up, so there is nothing to stop and the cloud refuses it. Source: the status table of Lite Server. */
const NOT_UP: readonly string[] = ["START_FAILED", "CREATE_FAILED"];

/** What is already true vanishes, and what the cloud would refuse is not tried. */
export const standingGuard: Guard = ({ intent, resource }) => {
  const { wanted, from, repeat } = verb(intent.verb);
  if (resource.standing === "unknown") {
    return { reason: "unknown-state", text: `the cloud reports the status ${resource.status}` };
  }
  if (resource.standing === "changing") {
    return { reason: "changing", text: `the machine is ${resource.status}` };
  }
  const lasting = repeat === "convergent" || wanted === "gone";
  if (lasting && intent.verb !== "lease" && resource.standing === wanted) {
    return { reason: "already-so", text: `the machine is ${resource.status} already` };
  }
  const up = wanted !== "stopped" || !NOT_UP.includes(resource.status);
  if (up && from.includes(resource.standing)) return undefined;
  if (STOPS_FIRST.includes(intent.verb) && resource.standing === "running") return undefined;
  return {
    reason: "wrong-state",
    text: `${intent.verb} is not possible while the machine is ${resource.status}`,
  };
};
