import { holds } from "../../domain/hold.ts";
import { verb } from "../../domain/verbs.ts";
import type { Guard } from "./guard.ts";

/** A person's hold stands above every policy, until it ends. */
export const holdGuard: Guard = ({ intent, resource, facts }) => {
  if (!verb(intent.verb).disruptive) return undefined;
  const hold = facts.holds.get(resource.ref);
  if (!hold || !holds(hold, facts.nowMs)) return undefined;
  return { reason: "held", text: `held by ${hold.owner} until ${hold.until}: ${hold.reason}` };
};
