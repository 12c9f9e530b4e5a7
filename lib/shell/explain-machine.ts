import { factsNeeded } from "../core/facts-needed.ts";
import { type Flip, flipOf } from "../core/flip.ts";
import type { IdleInput } from "../core/idle/idle-input.ts";
import { idleInputOf } from "../core/idle/idle-input-of.ts";
import { judge } from "../core/judge.ts";
import { matchPolicies } from "../core/match-policies.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import type { Resource } from "../domain/resource.ts";
import { verb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import { allLists } from "./all-lists.ts";
import { type FleetFacts, factsInPieces, gatherFacts } from "./gather-facts.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** What one policy thinks of a machine. */
export interface Explanation {
  readonly intent: Intent;
  /** `undefined`: its `where` does not mean the machine. */
  readonly verdict: Verdict | undefined;
  /** What idleness was judged by, where the policy asks for it. */
  readonly input: IdleInput | undefined;
  readonly flip: Flip;
}

/** A machine and what every policy thinks of it, or why there is no such thing to tell. */
export type Explained =
  | {
      readonly kind: "found";
      readonly resource: Resource;
      readonly facts: Facts;
      readonly explanations: readonly Explanation[];
    }
  | { readonly kind: "ambiguous"; readonly candidates: readonly Resource[] }
  | { readonly kind: "missing"; readonly troubles: readonly string[] };

function troublesOf({ inventories }: FleetFacts): readonly string[] {
  return inventories.flatMap(({ target, kind, failed, doubt }) => {
    const why = failed ?? doubt;
    return why === null ? [] : [`${target}/${kind}: ${why}`];
  });
}

function explain(intent: Intent, resource: Resource, facts: Facts, { rulebook }: ShellPorts): Explanation {
  const [verdict] = judge(intent, facts, rulebook).verdicts;
  const isAsked = intent.policy.idleMs !== null && resource.standing === "running";
  const input = isAsked ? idleInputOf(intent.policy, resource, facts) : undefined;
  return { intent, verdict, input, flip: verdict ? flipOf(verdict, facts, input) : { kind: "none" } };
}

/**
 * Reads everything anew, measures the one machine that has this name, id or reference, and judges it by every policy that
 * the event sets off. Writes nothing and sends nothing.
 */
export async function explainMachine(
  ports: ShellPorts,
  event: AutomationEvent,
  { name, policy }: { readonly name: string; readonly policy?: string | undefined },
): Promise<Explained> {
  const intents = matchPolicies(event, ports.rulebook).intents.filter(
    (intent) => !verb(intent.verb).creates && (policy === undefined || intent.policy.name === policy),
  );
  const query = { ...factsNeeded(intents, ports.rulebook.config.targets), lists: allLists(ports.rulebook) };
  const fleet = await gatherFacts(ports, query);
  const named = fleet.inventories
    .flatMap(({ resources }) => resources)
    .filter((resource) => [resource.ref, resource.name, resource.id].includes(name));
  const [resource, ...others] = named;
  if (!resource) return { kind: "missing", troubles: troublesOf(fleet) };
  if (others.length > 0) return { kind: "ambiguous", candidates: named };
  const inventories = fleet.inventories
    .filter(({ target, kind }) => target === resource.target && kind === resource.kind)
    .map((inventory) => ({ ...inventory, resources: [resource] }));
  const pieces = factsInPieces(ports, query, { fleet: { ...fleet, inventories }, atOnce: 1, bounds: {} });
  const first = await pieces.next();
  const facts: Facts = first.done ? { ...fleet, measurements: {}, signalTrouble: {} } : first.value;
  const meant = intents.filter(({ kinds }) => kinds.includes(resource.kind));
  return {
    ...{ kind: "found", resource, facts },
    explanations: meant.map((intent) => explain(intent, resource, facts, ports)),
  };
}
