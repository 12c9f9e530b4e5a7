import type { Facts } from "../../domain/facts.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";
import type { IdleInput } from "./idle-input.ts";
import { idleSpan } from "./idle-span.ts";
import { renewedMs } from "./renewed-lease.ts";

/** What a policy judges the idleness of a machine by, out of everything that is known. */
export function idleInputOf(policy: Policy, resource: Resource, facts: Facts): IdleInput {
  const { nowMs } = facts;
  const last = facts.lastVerdicts[policy.name]?.get(resource.ref);
  return {
    resource,
    measurements: facts.measurements[policy.name]?.get(resource.ref) ?? [],
    thresholds: policy.idleThresholds,
    windowMs: idleSpan(policy, resource, { last, nowMs }),
    graceMs: policy.graceMs,
    personMs: facts.personsMs.get(resource.ref),
    leaseMs: renewedMs(resource, facts.leasedMs),
    nowMs,
  };
}
