import type { ActionRequest, AutomationEvent } from "../domain/event.ts";
import type { Intent } from "../domain/intent.ts";
import type { Policy } from "../domain/policy.ts";
import type { Reason } from "../domain/reasons.ts";
import { verb, verbNamed } from "../domain/verbs.ts";
import { businessKey } from "./business-key.ts";
import { cronFiresBetween } from "./cron.ts";
import type { Rulebook } from "./rulebook.ts";

/** A policy that was looked at and does not apply, and why. */
export interface Ignored {
  readonly policy: string | null;
  readonly reason: Reason;
  readonly text: string;
}

/** Which policies the event means. */
export interface Matched {
  readonly intents: readonly Intent[];
  readonly ignored: readonly Ignored[];
}

type Match = "yes" | Ignored | undefined;

/** Name of the policy under which a person's own command runs. */
export const DIRECT_POLICY = "(direct)";

/**
 * A command given on the command line of the machine that holds the credentials is its own permission; the wall
 * (`allow:`) and the guards still stand before it.
 */
function directPolicy(request: ActionRequest): Policy | undefined {
  const name = verbNamed(request.verb);
  if (!name) return undefined;
  return {
    name: DIRECT_POLICY,
    on: { kind: "request", verbs: [name], from: ["cli"] },
    resources: [...verb(name).resources],
    where: null,
    idleMs: null,
    idleThresholds: { cpuPercent: 5, gpuPercent: 1, npuPercent: 1, networkKbitPerS: 1.6 },
    action: null,
    mode: "enforce",
    cooldownMs: 0,
  };
}

function tickMatches(policy: Policy, event: AutomationEvent): Match {
  if (event.type !== "schedule.tick") return undefined;
  const sinceMs = Date.parse(event.data.since);
  const slotMs = Date.parse(event.data.slot);
  if (policy.on.kind === "every") {
    const due = Math.floor(slotMs / policy.on.everyMs) > Math.floor(sinceMs / policy.on.everyMs);
    return due ? "yes" : undefined;
  }
  if (policy.on.kind === "cron") {
    return cronFiresBetween(policy.on.cron, policy.on.zone, sinceMs, slotMs) ? "yes" : undefined;
  }
  return undefined;
}

function conditionHolds(policy: Policy, event: AutomationEvent, rulebook: Rulebook): Match {
  const condition = rulebook.when(policy);
  if (!condition) return "yes";
  const result = condition.evaluate({ event: event.data });
  if (!result.ok)
    return { policy: policy.name, reason: "when-unknown", text: `${condition.source}: ${result.why}` };
  return result.value
    ? "yes"
    : { policy: policy.name, reason: "when-false", text: `not so: ${condition.source}` };
}

function requestMatches(policy: Policy, event: AutomationEvent): Match {
  if (event.type !== "action.request" || policy.on.kind !== "request") return undefined;
  const wanted = verbNamed(event.data.verb);
  if (!wanted || !policy.on.verbs.includes(wanted)) return undefined;
  return policy.on.from.includes(event.source) ? "yes" : undefined;
}

function matches(policy: Policy, event: AutomationEvent, rulebook: Rulebook): Match {
  switch (policy.on.kind) {
    case "every":
    case "cron":
      return tickMatches(policy, event);
    case "budget":
      return event.type === "budget.alert" &&
        event.data.budget === policy.on.budget &&
        event.data.at >= policy.on.at
        ? "yes"
        : undefined;
    case "ticket":
      return event.type === "ticket.updated" && event.source === policy.on.source
        ? conditionHolds(policy, event, rulebook)
        : undefined;
    case "webhook":
      return event.type === "webhook.received" && event.source === policy.on.source
        ? conditionHolds(policy, event, rulebook)
        : undefined;
    case "request":
      return requestMatches(policy, event);
    default:
      return policy.on satisfies never;
  }
}

function intentOf(policy: Policy, event: AutomationEvent): Intent | undefined {
  const request = event.type === "action.request" ? event.data : undefined;
  const name = policy.action?.verb ?? (request ? verbNamed(request.verb) : undefined);
  if (!name) return undefined;
  return {
    policy,
    event,
    verb: name,
    // What the policy fixes wins over what the request brings.
    parameters: { ...request?.parameters, ...policy.action?.parameters },
    kinds: policy.resources.filter((kind) => (verb(name).resources as readonly string[]).includes(kind)),
    only: request?.resource ?? null,
    target: request?.target ?? request?.resource?.split("/")[0] ?? null,
    businessKey: businessKey(event, policy),
  };
}

/** Finds the policies that an event means. Pure: the clock is the event's slot. */
export function matchPolicies(event: AutomationEvent, rulebook: Rulebook): Matched {
  const intents: Intent[] = [];
  const ignored: Ignored[] = [];
  const direct =
    event.type === "action.request" && event.source === "cli" ? directPolicy(event.data) : undefined;
  const policies = direct ? [direct, ...rulebook.config.policies] : rulebook.config.policies;
  for (const policy of policies) {
    const match = matches(policy, event, rulebook);
    if (match === undefined) continue;
    const intent = match === "yes" ? intentOf(policy, event) : undefined;
    if (intent) intents.push(intent);
    else if (match !== "yes") ignored.push(match);
  }
  return { intents, ignored };
}
