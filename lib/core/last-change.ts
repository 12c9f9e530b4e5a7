import type { Facts, RecentAction } from "../domain/facts.ts";
import type { ResourceRef } from "../domain/resource.ts";
import type { Wish } from "../domain/verbs.ts";

type Known = Pick<Facts, "lastAction" | "recent">;

/** What was sent of late is one list for a whole pass, and asked about for machine after machine. */
const changesIn = new WeakMap<readonly RecentAction[], ReadonlyMap<ResourceRef, RecentAction>>();

function newestChanges(recent: readonly RecentAction[]): ReadonlyMap<ResourceRef, RecentAction> {
  const known = changesIn.get(recent);
  if (known) return known;
  // Newest first: the first of each machine is the one that counts.
  const changes = new Map<ResourceRef, RecentAction>();
  for (const action of recent) {
    if (action.action !== "lease" && !changes.has(action.resource)) changes.set(action.resource, action);
  }
  changesIn.set(recent, changes);
  return changes;
}

/**
 * The newest action that did something to the machine itself. A notebook lease leaves it running as it was: a policy that
 * sets one must neither make a person's start forgotten nor put off the next stop.
 */
export function lastChangeOf(ref: ResourceRef, { lastAction, recent }: Known): RecentAction | undefined {
  const last = lastAction.get(ref);
  return last?.action === "lease" ? newestChanges(recent).get(ref) : last;
}

/** The action after which a policy that wants this verb waits for its cooldown; a lease waits for leases as well. */
export function cooldownSince(wanted: Wish, ref: ResourceRef, known: Known): RecentAction | undefined {
  return wanted === "lease" ? known.lastAction.get(ref) : lastChangeOf(ref, known);
}
