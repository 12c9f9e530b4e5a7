import type { Facts, RecentAction } from "../../domain/facts.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { VerbName } from "../../domain/verbs.ts";
import type { FactsQuery } from "../facts-needed.ts";
import { isRule } from "../restart.ts";
import { longestSpan } from "./idle-span.ts";

/** Between our entry and the moment that the cloud writes down lie a call and the difference of two clocks. */
const OURS_WITHIN_MS = 5 * 60_000;

/** A start and a creation set the lease in the same breath, and a little later are done. */
const SAME_BREATH_MS = 60_000;

/** Verbs that set a notebook lease; a creation is told from its moment. */
const SETTING: readonly VerbName[] = ["lease", "start"];

/** What sets off policies that carry out what people ask for. */
const BY_PEOPLE: readonly Policy["on"]["kind"][] = ["request", "ticket", "chat"];

/** How far back our own leases have to be known, so that none of them is taken for a person's; milliseconds, 0: not at all. */
export function leasesSinceMs({ measurements }: Pick<FactsQuery, "measurements">): number {
  if (!measurements.some(({ kinds }) => kinds.includes("notebook"))) return 0;
  return Math.max(...measurements.map(({ rule }) => longestSpan(rule))) + OURS_WITHIN_MS;
}

/** Whether an action set a notebook lease that nobody asked for: by a rule, and not by one that carries out requests. */
export function isOwnLease({ action, policy }: RecentAction, policies: readonly Policy[]): boolean {
  if (!SETTING.includes(action) || !isRule(policy)) return false;
  const on = policies.find(({ name }) => name === policy)?.on;
  return on === undefined || !BY_PEOPLE.includes(on.kind);
}

/** When our own rules set a notebook lease, by machine. */
export function leasesOf(actions: readonly RecentAction[], policies: readonly Policy[]): Facts["leasedMs"] {
  const own = new Map<ResourceRef, number[]>();
  for (const action of actions) {
    if (!isOwnLease(action, policies)) continue;
    const known = own.get(action.resource);
    if (known) known.push(action.atMs);
    else own.set(action.resource, [action.atMs]);
  }
  return own;
}

/**
 * When a person last set or renewed the notebook lease; `undefined`: nobody did, or it cannot be told. The cloud does not
 * say who it was. What came with the creation or with a start is nobody's wish for more time, and what we sent is ours.
 */
export function renewedMs(
  { ref, lease, createdAtMs, updatedAtMs }: Pick<Resource, "ref" | "lease" | "createdAtMs" | "updatedAtMs">,
  leasedMs: Facts["leasedMs"],
): number | undefined {
  const setAtMs = lease?.setAtMs;
  if (setAtMs === undefined) return undefined;
  // A lease that is older than the last change has nothing to add to it: the change is a vote of its own.
  if (setAtMs <= Math.max(createdAtMs ?? 0, updatedAtMs ?? 0) + SAME_BREATH_MS) return undefined;
  const oursMs = leasedMs.get(ref) ?? [];
  return oursMs.some((atMs) => Math.abs(setAtMs - atMs) <= OURS_WITHIN_MS) ? undefined : setAtMs;
}
