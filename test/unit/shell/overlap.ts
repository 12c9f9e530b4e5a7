import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import { policy, webhook } from "../../fixtures/policies.ts";
import { MINUTE, server } from "../../fixtures/resources.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

/** A policy for these servers, set off by a webhook of its own name. */
export function serversPolicy(name: string, ids: readonly string[], action: Policy["action"]): Policy {
  return policy({
    name,
    on: { kind: "webhook", source: name, when: null },
    resources: ["dev-server"],
    where: ids.map((id) => `id == ${JSON.stringify(id)}`).join(" || "),
    action,
  });
}

/** Reboots A and B, and stops B and C. */
const POLICIES = [
  serversPolicy("reboots", ["a", "b"], { verb: "reboot", parameters: {} }),
  serversPolicy("stops", ["b", "c"], { verb: "stop", parameters: {} }),
];

export const REBOOTS: AutomationEvent = webhook({}, "reboots");
export const STOPS: AutomationEvent = webhook({}, "stops");

/**
 * Three servers and two runs that were planned while all of them ran: run-1 reboots A and B, run-2 stops B and C. A
 * change takes five minutes.
 */
export async function overlap(options: WorldOptions = {}): Promise<World> {
  const machines = ["a", "b", "c"].map((id) => server({ id }));
  const world = createWorld({
    machines,
    settleMs: 5 * MINUTE,
    config: { policies: POLICIES },
    ...options,
  });
  await world.take(REBOOTS, { dryRun: true });
  await world.take(STOPS, { dryRun: true });
  return world;
}

/** What really happened, one line each: `reboot a`. */
export function effects({ cloud }: World): readonly string[] {
  return cloud.effects.map(({ verb, ref }) => `${verb} ${ref.split("/")[2]}`);
}

/** Machines, by id, on which a lease stands now, with the run that holds it. */
export function held({ state, clock }: World): Readonly<Record<string, string>> {
  const standing = [...state.leases].filter(
    ([resource, { untilMs }]) => !resource.startsWith("run/") && untilMs > clock.nowMs,
  );
  return Object.fromEntries(
    standing.map(([resource, { holder }]) => [resource.split("/").at(-1) ?? "", holder]),
  );
}
