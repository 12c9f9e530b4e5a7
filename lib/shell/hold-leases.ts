import { LEASE_LEFT_MIN_MS, LEASE_LIFE_MS } from "../core/lease-life.ts";
import type { StepState } from "../core/run-state.ts";
import { LEASES_MAX } from "../domain/lease.ts";
import type { NewEntry } from "../domain/status.ts";
import type { Lease } from "../ports/lease-store.ts";
import { stepEntry } from "./entry.ts";
import { append, type Pass } from "./pass.ts";

/** Takes what is missing or soon over, in as few writes as the store allows. */
async function take(pass: Pass, resources: readonly string[]): Promise<void> {
  const { store, clock } = pass.ports;
  for (let start = 0; start < resources.length; start += LEASES_MAX) {
    const nowMs = clock.now();
    const taken = await store.takeLeases({
      holder: pass.run,
      resources: resources.slice(start, start + LEASES_MAX),
      nowMs,
      untilMs: nowMs + LEASE_LIFE_MS,
    });
    for (const { tookOver: _, ...lease } of taken) pass.leases.set(lease.resource, lease);
  }
}

function leasedEntry({ step }: StepState, nowMs: number): NewEntry {
  return stepEntry(nowMs, step, { phase: "deferred", reason: "leased" });
}

/**
 * Takes the leases on the machines of these steps and gives back the steps whose machine is ours. The others wait for
 * the run that acts on their machine, and only for that machine; the log says so once.
 */
export async function holdLeases(pass: Pass, states: readonly StepState[]): Promise<readonly StepState[]> {
  const enoughMs = pass.ports.clock.now() + LEASE_LEFT_MIN_MS;
  const wanted = new Set(states.map(({ step }) => step.resource));
  const missing = [...wanted].filter((resource) => (pass.leases.get(resource)?.untilMs ?? 0) < enoughMs);
  for (const resource of missing) pass.leases.delete(resource);
  await take(pass, missing);
  const refused = states.filter(({ step }) => !pass.leases.has(step.resource));
  const untold = refused.filter(({ deferredFor }) => deferredFor !== "leased");
  const nowMs = pass.ports.clock.now();
  await append(
    pass,
    untold.map((state) => leasedEntry(state, nowMs)),
  );
  return states.filter(({ step }) => pass.leases.has(step.resource));
}

/**
 * Takes up again what an earlier pass of this run may have left behind: a lease under which nothing was sent stands
 * nowhere in the log, and is given back by the write that ends its steps. What another run holds stays there.
 */
export async function recallLeases(pass: Pass, ending: readonly NewEntry[]): Promise<void> {
  const resources = new Set(ending.flatMap(({ resource }) => resource ?? []));
  await take(
    pass,
    [...resources].filter((resource) => !pass.leases.has(resource)),
  );
}

/**
 * The leases that cover these steps, with enough life for a call signed now. `undefined` when one has not: the process
 * stood still between taking it and signing, and another one may be at work by the time the call would arrive.
 */
export function coveringLeases(
  pass: Pass,
  resources: readonly string[],
  signedAtMs: number,
): readonly Lease[] | undefined {
  const leases = resources.map((resource) => pass.leases.get(resource));
  const covered = leases.filter((lease) => lease !== undefined);
  const lasting = covered.every(({ untilMs }) => untilMs >= signedAtMs + LEASE_LEFT_MIN_MS);
  return lasting && covered.length === resources.length ? covered : undefined;
}
