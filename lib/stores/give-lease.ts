import { LEASE_AHEAD_MS, LEASES_MAX } from "../domain/lease.ts";
import type { Lease, LeaseRequest, TakenLease } from "../ports/lease-store.ts";
import { columnText } from "./kept-entry.ts";
import { storeFailed } from "./store-failed.ts";

/** `untilMs` of a lease that was given back. What remains of it keeps its fence from ever being given again. */
export const GIVEN_BACK_MS = 0;

/** What a store keeps of the lease on one resource. */
export type KeptLease = Omit<Lease, "resource">;

/**
 * Decides one lease; pure, the same for every store. Call it under the lock that keeps other writers away. Answers
 * `undefined` when another one holds it.
 */
export function giveLease(
  resource: string,
  kept: KeptLease | undefined,
  { holder, nowMs, untilMs }: LeaseRequest,
): TakenLease | undefined {
  const given = { resource, holder, untilMs };
  if (!kept) return { ...given, fence: 1, tookOver: false };
  // A new fence also for the same holder: what it gave back, it must not write under any more.
  if (kept.untilMs === GIVEN_BACK_MS) return { ...given, fence: kept.fence + 1, tookOver: false };
  if (kept.holder === holder) {
    return { ...given, untilMs: renewed(kept.untilMs, untilMs), fence: kept.fence, tookOver: false };
  }
  const stands = kept.untilMs > nowMs && kept.untilMs <= nowMs + LEASE_AHEAD_MS;
  return stands ? undefined : { ...given, fence: kept.fence + 1, tookOver: true };
}

/**
 * A renewal never shortens a lease: a process that froze while it asked comes with an old end, and another process of the
 * same holder may rest on the newer one. Only an end that no honest clock can have set gives way.
 */
function renewed(keptMs: number, askedMs: number): number {
  return keptMs > askedMs + LEASE_AHEAD_MS ? askedMs : Math.max(keptMs, askedMs);
}

/** Whether a write may still rest on a lease. Its end does not matter: as long as nobody else has taken it, it orders. */
export function leaseStands(kept: KeptLease | undefined, lease: Lease): boolean {
  return (
    kept !== undefined &&
    kept.untilMs !== GIVEN_BACK_MS &&
    kept.holder === columnText(lease.holder) &&
    kept.fence === lease.fence
  );
}

/**
 * Refuses what could not be kept, or would protect nothing.
 *
 * @throws AutomationError `store-failed` naming what is wrong
 */
export function checkLeaseRequest({ holder, resources, nowMs, untilMs }: LeaseRequest): void {
  if (resources.length < 1 || resources.length > LEASES_MAX) {
    throw storeFailed(`resources: 1 to ${LEASES_MAX} leases at once, not ${resources.length}`);
  }
  if (new Set(resources.map(columnText)).size < resources.length) {
    throw storeFailed("resources: each can be named once in a request for leases");
  }
  if (resources.includes("") || holder === "") {
    throw storeFailed("a lease needs the name of a resource and of a holder, and one of them is empty");
  }
  if (!Number.isSafeInteger(nowMs) || !Number.isSafeInteger(untilMs) || untilMs <= nowMs || nowMs < 0) {
    throw storeFailed(`untilMs: a lease ends after it begins, in whole milliseconds; ${nowMs} to ${untilMs}`);
  }
  if (untilMs > nowMs + LEASE_AHEAD_MS) {
    throw storeFailed(
      `untilMs: a lease lasts at most ${LEASE_AHEAD_MS} ms; for others a longer one would count as run out`,
    );
  }
}
