import type { ActionRequest, AutomationEvent } from "../domain/event.ts";
import type { Intent } from "../domain/intent.ts";
import { type On, POLICY_DEFAULTS, type Policy } from "../domain/policy.ts";
import type { Reason } from "../domain/reasons.ts";
import { NOTHING, verb, verbNamed } from "../domain/verbs.ts";
import { businessKey } from "./business-key.ts";
import { cronFiresBetween } from "./cron.ts";
import { asksForPair, startOf } from "./hours/stop-and-start.ts";
import { scopeOf } from "./intent-scope.ts";
import { matchAlarm, matchAudit, type SignalMatch } from "./match-signal.ts";
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

type Match = "yes" | "no" | Ignored;
type OnOf<K extends On["kind"]> = Extract<On, { kind: K }>;
type EventOf<T extends AutomationEvent["type"]> = Extract<AutomationEvent, { type: T }>;

const EVENT_OF = { ticket: "ticket.updated", webhook: "webhook.received" } as const;

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
    ...POLICY_DEFAULTS,
    action: null,
    mode: "enforce",
    cooldownMs: 0,
  };
}

function isDue(on: OnOf<"every" | "cron">, { data }: EventOf<"schedule.tick">): boolean {
  const sinceMs = Date.parse(data.since);
  const slotMs = Date.parse(data.slot);
  return on.kind === "cron"
    ? cronFiresBetween(on.cron, on.zone, sinceMs, slotMs)
    : Math.floor(slotMs / on.everyMs) > Math.floor(sinceMs / on.everyMs);
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

function isAsked(on: OnOf<"request">, { data, source }: EventOf<"action.request">): boolean {
  const wanted = verbNamed(data.verb);
  return on.verbs.some((name) => name === wanted) && on.from.includes(source);
}

/** A forecast is no spending yet: it is told to people, and nothing is taken away for it. */
function isReached(on: OnOf<"budget">, { data }: EventOf<"budget.alert">, action: Policy["action"]): boolean {
  const counts = data.kind === "actual" || action?.verb === NOTHING;
  return counts && data.budget === on.budget && data.at >= on.at;
}

interface Asked {
  readonly policy: Policy;
  readonly event: AutomationEvent;
  readonly rulebook: Rulebook;
}

/** What the signal itself says comes first: a condition is not asked about what did not happen. */
function signalHolds(match: SignalMatch, { policy, event, rulebook }: Asked): Match {
  if (match === false) return "no";
  return match === true ? conditionHolds(policy, event, rulebook) : { policy: policy.name, ...match };
}

function matches(policy: Policy, event: AutomationEvent, rulebook: Rulebook): Match {
  const { on } = policy;
  const yesIf = (holds: boolean): Match => (holds ? "yes" : "no");
  const asked = { policy, event, rulebook };
  switch (on.kind) {
    case "every":
    case "cron":
      return yesIf(event.type === "schedule.tick" && isDue(on, event));
    case "budget":
      return yesIf(event.type === "budget.alert" && isReached(on, event, policy.action));
    case "ticket":
    case "webhook":
      return event.type === EVENT_OF[on.kind] && event.source === on.source
        ? conditionHolds(policy, event, rulebook)
        : "no";
    case "request":
      return yesIf(event.type === "action.request" && isAsked(on, event));
    case "alarm":
      return signalHolds(event.type === "alarm.raised" && matchAlarm(on, event.data), asked);
    case "audit":
      return signalHolds(event.type === "audit.recorded" && matchAudit(on, event.data), asked);
  }
}

/**
 * One, or the two of `[stop, start]` when the clock comes round; none of a policy without an action where no request names
 * the verb.
 */
function intentsOf(policy: Policy, event: AutomationEvent, { config }: Rulebook): readonly Intent[] {
  const request = event.type === "action.request" ? event.data : undefined;
  const name = policy.action?.verb ?? (request ? verbNamed(request.verb) : undefined);
  if (!name) return [];
  const kinds = policy.resources.filter((kind) => verb(name).resources.includes(kind));
  const intent: Intent = {
    policy,
    event,
    verb: name,
    // What the policy fixes wins over what the request brings.
    parameters: { ...request?.parameters, ...policy.action?.parameters },
    kinds,
    ...scopeOf(event, kinds, config.targets),
    businessKey: businessKey(event, policy),
  };
  return asksForPair(policy) && event.type === "schedule.tick" ? [intent, startOf(intent)] : [intent];
}

/** Finds the policies that an event means. Pure: the clock is the event's slot. */
export function matchPolicies(event: AutomationEvent, rulebook: Rulebook): Matched {
  const intents: Intent[] = [];
  const ignored: Ignored[] = [];
  // Its `from` lets the command line alone through.
  const direct = event.type === "action.request" ? directPolicy(event.data) : undefined;
  const policies = direct ? [direct, ...rulebook.config.policies] : rulebook.config.policies;
  for (const policy of policies) {
    const match = matches(policy, event, rulebook);
    if (match === "yes") intents.push(...intentsOf(policy, event, rulebook));
    else if (match !== "no") ignored.push(match);
  }
  return { intents, ignored };
}
