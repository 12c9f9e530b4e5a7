import type { Lease, LeaseStore } from "../../ports/lease-store.ts";
import { checkLeaseRequest, GIVEN_BACK_MS, giveLease, leaseStands } from "../give-lease.ts";
import { columnText } from "../kept-entry.ts";
import type { MemoryState } from "./memory-state.ts";

/** The locks between runs. Nothing in it waits, so every call is atomic. */
export function memoryLeases(state: MemoryState): LeaseStore {
  const { leases } = state;
  return {
    takeLeases: async (request) => {
      checkLeaseRequest(request);
      const holder = columnText(request.holder);
      const taken = request.resources.flatMap(
        (resource) => giveLease(resource, leases.get(columnText(resource)), { ...request, holder }) ?? [],
      );
      for (const { resource, fence, untilMs } of taken) {
        leases.set(columnText(resource), { holder, fence, untilMs });
      }
      return taken.map((lease) => ({ ...lease, holder: request.holder }));
    },
    releaseLeases: async (given) => giveBackInMemory(state, given),
  };
}

/** Gives back what still stands. */
export function giveBackInMemory({ leases }: MemoryState, given: readonly Lease[]): void {
  for (const lease of given) {
    const kept = leases.get(columnText(lease.resource));
    if (!kept || !leaseStands(kept, lease)) continue;
    leases.set(columnText(lease.resource), { ...kept, untilMs: GIVEN_BACK_MS });
  }
}
