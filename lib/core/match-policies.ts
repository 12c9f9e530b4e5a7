import { LINK_SOURCE } from "../domain/built-in-sources.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Intent } from "../domain/intent.ts";
import { type On, POLICY_DEFAULTS, type Policy } from "../domain/policy.ts";
import type { Reason } from "../domain/reasons.ts";
import { type RequestVerb, verb, verbNamed } from "../domain/verbs.ts";
import { businessKey } from "./business-key.ts";
import { saidOtherwise } from "./chat/said-otherwise.ts";
import { cronFiresBetween } from "./cron.ts";
import { asksForPair, startOf } from "./hours/stop-and-start.ts";
import { scopeOf } from "./intent-scope.ts";
import { matchAlarm, matchAudit, type SignalMatch } from "./match-signal.ts";
import type { Rulebook } from "./rulebook.ts";
import { isReached } from "./spend/is-reached.ts";
import { requesterOf } from "./ticket/people-of-ticket.ts";
import { readParameters } from "./ticket/read-parameters.ts";
import { transitionOf } from "./ticket/transition-of.ts";

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

const EVENT_OF = {
  ...{ ticket: "ticket.updated", webhook: "webhook.received", chat: "chat.message" },
} as const;

/** Name of the policy under which an order runs that somebody gave in a chat. */
export const CHAT_POLICY = "(chat)";

/** Name of the policy under which a person's own command runs. */
export const DIRECT_POLICY = "(direct)";

/** Nothing but the order itself says what is to be done, so nothing is added to it. */
function orderPolicy(name: string, { data }: EventOf<"action.request">, from: string): Policy | undefined {
  const wanted = verbNamed(data.verb);
  if (!wanted) return undefined;
  return {
    name,
    on: { kind: "request", verbs: [wanted], from: [from] },
    resources: [...verb(wanted).resources],
    where: null,
    ...POLICY_DEFAULTS,
    action: null,
    mode: "enforce",
    cooldownMs: 0,
  };
}

/** Name of the policy under which the link of a warning is carried out. */
const LINK_POLICY = "(link)";

/** A policy as long as it is about nothing but this verb. */
function orders(policy: Policy | undefined, only: RequestVerb): readonly Policy[] {
  return policy?.on.kind === "request" && policy.on.verbs.every((name) => name === only) ? [policy] : [];
}

/** How an event came about, where the event itself does not tell. */
export interface MatchOptions {
  /** Whether somebody said it in a chat: it needs no policy, and a permission for every machine. Default: no. */
  readonly byChat?: boolean;
}

/**
 * The policy that nobody has to write. A command given on the command line of the machine that holds the credentials is
 * its own permission; `from` lets nothing else through. An order in a chat goes by the policies that let its source ask for
 * that verb, with their conditions and approvals, and by itself only where there is none. The wall (`allow:`) and the
 * guards stand before both.
 */
function unwritten(event: AutomationEvent, written: readonly Policy[], byChat: boolean): readonly Policy[] {
  if (event.type !== "action.request") return [];
  const isWritten = written.some(({ on }) => on.kind === "request" && isAsked(on, event));
  if (byChat && isWritten) return [];
  if (event.source === LINK_SOURCE) return orders(orderPolicy(LINK_POLICY, event, LINK_SOURCE), "extend");
  const policy = byChat
    ? orderPolicy(CHAT_POLICY, event, event.source)
    : orderPolicy(DIRECT_POLICY, event, "cli");
  return policy ? [policy] : [];
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

/**
 * Where the source says how to read who asked, and this event does not tell it, nobody could be told from the requester:
 * whoever asked might agree to his own wish.
 */
function tellsWhoAsked(match: Match, { policy, event, rulebook }: Asked): Match {
  const { requester } = rulebook.peopleOf(event.source);
  // Who says something in a chat is proved by the platform.
  if (match !== "yes" || policy.approve === null || requester === null || event.type === "chat.message")
    return match;
  if (requesterOf(event, rulebook) !== null) return match;
  const text = `sources.${event.source}.requester: it cannot be told who asked, so nobody else could agree to it`;
  return { policy: policy.name, reason: "when-unknown", text };
}

/**
 * Whoever edits or comments on an approved ticket sends its whole state again, with whatever they have changed. So what may
 * happen only once is asked for by the move itself and by nothing else; what can be repeated goes by the state.
 */
function movesForOnce(match: Match, { policy, event }: Asked): Match {
  if (match !== "yes" || event.type !== "ticket.updated" || policy.action === null) return match;
  const { verb: name } = policy.action;
  if (verb(name).repeat !== "once-only" || transitionOf(event) !== null) return match;
  const text = `${event.data.key} did not move (event.transition): ${name} may happen only once and is done for a transition alone`;
  return { policy: policy.name, reason: "no-transition", text };
}

function isAsked(on: OnOf<"request">, { data, source }: EventOf<"action.request">): boolean {
  const wanted = verbNamed(data.verb);
  return on.verbs.some((name) => name === wanted) && on.from.includes(source);
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
      return yesIf(event.type === "budget.alert" && isReached(on, event, policy));
    case "ticket":
    case "webhook":
    case "chat":
      return event.type === EVENT_OF[on.kind] && event.source === on.source
        ? tellsWhoAsked(movesForOnce(conditionHolds(policy, event, rulebook), asked), asked)
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
 * A reference in an order would let whoever sends it choose any variable of this process as the password of a machine that
 * is theirs. The command line belongs to whoever has the variables anyway.
 */
function choosesVariable(policy: Policy, event: AutomationEvent): boolean {
  if (event.type !== "action.request" || event.source === "cli") return false;
  const { password } = event.data.parameters;
  return typeof password === "string" && policy.action?.parameters["password"] === undefined;
}

const NO_CHOICE =
  "password: a reference such as env:SERVER_PASSWORD, never the password itself, and named by the policy under then: an order may not choose one; or use a key pair";

function unreadOf(policy: Policy, event: AutomationEvent, unread: string | null): Pick<Intent, "unread"> {
  const why = choosesVariable(policy, event) ? NO_CHOICE : unread;
  return why === null ? {} : { unread: why };
}

/**
 * One, or the two of `[stop, start]` when the clock comes round; none of a policy without an action where no request names
 * the verb.
 */
function intentsOf(policy: Policy, event: AutomationEvent, rulebook: Rulebook): readonly Intent[] {
  const request = event.type === "action.request" ? event.data : undefined;
  const name = policy.action?.verb ?? (request ? verbNamed(request.verb) : undefined);
  if (!name) return [];
  const kinds = policy.resources.filter((kind) => verb(name).resources.includes(kind));
  const read = readParameters({ event, verb: name }, rulebook.parametersFrom(policy));
  const scope = scopeOf(event, kinds, rulebook.config.targets);
  const intent: Intent = {
    policy,
    event,
    verb: name,
    // What the policy fixes wins over what the request or the event brings.
    parameters: { ...request?.parameters, ...read.parameters, ...policy.action?.parameters },
    ...unreadOf(policy, event, read.unread),
    kinds,
    ...scope,
    target: read.target ?? scope.target,
    businessKey: businessKey(event, policy),
  };
  return asksForPair(policy) && event.type === "schedule.tick" ? [intent, startOf(intent)] : [intent];
}

/** Finds the policies that an event means. Pure: the clock is the event's slot. */
export function matchPolicies(
  event: AutomationEvent,
  rulebook: Rulebook,
  { byChat = false }: MatchOptions = {},
): Matched {
  const intents: Intent[] = [];
  const ignored: Ignored[] = [];
  const { policies } = rulebook.config;
  for (const policy of [...unwritten(event, policies, byChat), ...policies]) {
    const match = matches(policy, event, rulebook);
    if (match === "yes") {
      const meant = intentsOf(policy, event, rulebook);
      intents.push(
        ...(byChat
          ? meant.map((intent): Intent => ({ ...saidOtherwise(intent), ...intent, byChat }))
          : meant),
      );
    } else if (match !== "no") ignored.push(match);
  }
  return { intents, ignored };
}
