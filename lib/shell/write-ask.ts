import { askKey } from "../core/approval/open-asks.ts";
import { DECISION_LIFE_MS } from "../core/lease-life.ts";
import type { Plan } from "../domain/plan.ts";
import type { Lease } from "../ports/lease-store.ts";
import type { Consent } from "./ask-people.ts";
import { append, type Pass, Yielded } from "./pass.ts";
import { readAsks } from "./read-asks.ts";
import { isSweep } from "./wait-for.ts";

/** The lease on asking people for a policy: of two runs that would ask the same, the second sees what the first asked. */
function leaseNames({ steps }: Plan): readonly string[] {
  return [...new Set(steps.map(({ policy }) => `ask/${policy}`))].sort();
}

async function takeTurns(pass: Pass, plan: Plan): Promise<readonly Lease[]> {
  const { store, clock, ids } = pass.ports;
  const resources = leaseNames(plan);
  const nowMs = clock.now();
  const request = { holder: ids.call(), resources, nowMs, untilMs: nowMs + DECISION_LIFE_MS };
  const taken = (await store.takeLeases(request)).map(({ tookOver: _, ...lease }): Lease => lease);
  if (taken.length === resources.length) return taken;
  await store.releaseLeases(taken);
  throw new Yielded(`${pass.run}: another run asks people at this moment`);
}

/**
 * Writes the question to people. Of what comes again and again by itself, the same is asked by one run alone: when
 * another one asked while this one judged, the pass steps back, and the next judges anew with that in view.
 */
export async function writeAsk(
  pass: Pass,
  { entries, plan }: Extract<Consent, { given: false }>,
  leases: readonly Lease[],
): Promise<void> {
  if (!isSweep(pass.event) || pass.options.dryRun) return append(pass, entries, { leases });
  const turns = await takeTurns(pass, plan);
  const { asked } = await readAsks(pass);
  const isAsked = plan.steps.some(({ policy, resource, verb }) => asked?.has(askKey(policy, resource, verb)));
  if (isAsked) {
    await pass.ports.store.releaseLeases(turns);
    throw new Yielded(`${pass.run}: another run has asked people meanwhile`);
  }
  await append(pass, entries, { leases: [...leases, ...turns], release: turns });
}
