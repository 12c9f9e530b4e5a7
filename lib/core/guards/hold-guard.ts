import { holds } from "../../domain/hold.ts";
import { verb } from "../../domain/verbs.ts";
import { stopUnderHold } from "../lease-under-hold.ts";
import type { Guard } from "./guard.ts";

/**
 * A person's hold stands above every policy, until it ends. A notebook lease is a stop as well, by the cloud itself and
 * later: under a hold it is only set where it ends after it, or lets the machine run no shorter than before.
 */
export const holdGuard: Guard = ({ intent, resource, facts }) => {
  const isLease = intent.verb === "lease";
  if (!isLease && !verb(intent.verb).disruptive) return undefined;
  const hold = facts.holds.get(resource.ref);
  if (!hold || !holds(hold, facts.nowMs)) return undefined;
  const text = `held by ${hold.owner} until ${hold.until}: ${hold.reason}`;
  if (!isLease) return { reason: "held", text };
  const stopMs = stopUnderHold(intent, { resource, hold, nowMs: facts.nowMs });
  if (stopMs === undefined) return undefined;
  const when = new Date(stopMs).toISOString();
  return { reason: "held", text: `${text}; under this lease the cloud could stop it from ${when} on` };
};
