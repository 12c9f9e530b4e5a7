import { factsNeeded } from "../core/facts-needed.ts";
import { judge } from "../core/judge.ts";
import { matchPolicies } from "../core/match-policies.ts";
import { STEP_LIFE_MS } from "../core/step-life.ts";
import { askedIn } from "../core/ticket/asked-in.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Facts } from "../domain/facts.ts";
import type { Hold } from "../domain/hold.ts";
import type { NewEntry } from "../domain/status.ts";
import { isLocalVerb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import {
  blindVerdict,
  type Case,
  decisionOf,
  type ExceptionOptions,
  entryOf,
  type LocalIntent,
  type Ruled,
  rule,
} from "./decide-exception.ts";
import type { Decision } from "./decide-run.ts";
import { entryAt } from "./entry.ts";
import { type FleetFacts, gatherFacts } from "./gather-facts.ts";
import { keepHolds, NO_BOOK, withAnnounced } from "./hold-book.ts";
import type { ShellPorts } from "./shell-ports.ts";
import type { Wait } from "./wait-for.ts";

/** Events by which somebody asks for something, without saying it as an order. */
const ASKING: readonly AutomationEvent["type"][] = ["ticket.updated", "webhook.received", "chat.message"];

const matched = (event: AutomationEvent, { rulebook }: ShellPorts) =>
  matchPolicies(event, rulebook, { byChat: event.type === "chat.message" });

/** What an event asks for that is carried out here: by policies whose verb is a person's exception. */
function localIntents(event: AutomationEvent, ports: ShellPorts): readonly LocalIntent[] {
  if (!ASKING.includes(event.type)) return [];
  const { intents } = matched(event, ports);
  return intents.filter((intent): intent is LocalIntent => isLocalVerb(intent.verb));
}

/** Whether nothing but exceptions of people is asked for: these are made while Curfew is paused as well. */
export function asksForExceptionsAlone(event: AutomationEvent, ports: ShellPorts): boolean {
  if (localIntents(event, ports).length === 0) return false;
  return matched(event, ports).intents.every(({ verb }) => isLocalVerb(verb));
}

/** The verdicts on what is asked for, or why there is none. */
function verdictsOn(intent: LocalIntent, facts: Facts, { rulebook }: ShellPorts): readonly Verdict[] {
  const { verdicts } = judge(intent, facts, rulebook);
  if (verdicts.length > 0) return verdicts;
  const where = rulebook.where(intent.policy)?.source ?? "";
  const { verb, kinds } = intent;
  const text = `no ${kinds.join(" or ")} is meant: ${where}`;
  return [blindVerdict(intent, "?", { act: false, reason: "not-found", text: `${verb}: ${text}` })];
}

/** Rules on every machine that is meant, each once; a hold that was granted counts for the next one's quota. */
function settle(intents: readonly LocalIntent[], given: Case): readonly Ruled[] {
  const facts: Facts = { ...given.fleet, measurements: {}, signalTrouble: {} };
  const ruled: Ruled[] = [];
  const settled = new Set<string>();
  let holds: readonly Hold[] = given.holds;
  for (const intent of intents) {
    for (const verdict of verdictsOn(intent, facts, given.ports)) {
      if (settled.has(verdict.ref)) continue;
      const one = rule(verdict, intent.verb, { ...given, holds });
      ruled.push(one);
      if (!one.ruling?.ok || intent.policy.mode !== "enforce") continue;
      const { hold } = one.ruling;
      settled.add(verdict.ref);
      holds = [...holds.filter(({ resource }) => resource !== hold.resource), hold];
    }
  }
  return ruled;
}

/** The machine may stand in a list that could not be read, or was short. */
function waitOf(ruled: readonly Ruled[], { inventories }: FleetFacts): Wait | null {
  const unread = inventories.find(({ failed, doubt }) => failed !== null || doubt !== null);
  if (!unread || ruled.some(({ ruling }) => ruling?.ok)) return null;
  return { reason: "target-failed", text: unread.failed ?? unread.doubt ?? "", forMs: STEP_LIFE_MS };
}

function isGranted({ verdict, ruling }: Ruled): boolean {
  return ruling?.ok === true && verdict.intent.policy.mode === "enforce";
}

async function ruleOn(
  event: AutomationEvent,
  intents: readonly LocalIntent[],
  { ports, options }: { readonly ports: ShellPorts; readonly options: ExceptionOptions },
): Promise<{ readonly ruled: readonly Ruled[]; readonly context: Case }> {
  const { config } = ports.rulebook;
  const readsAll = intents.some(({ verb }) => verb === "extend");
  const query = {
    ...factsNeeded(intents, config.targets),
    ...{ measurements: [], actionsMs: 0, policies: readsAll ? config.policies.map(({ name }) => name) : [] },
  };
  const fleet = await gatherFacts(ports, query, options.bounds);
  const listed = await ports.store.listHolds(Math.min(options.askedMs, fleet.nowMs) - 1);
  const holds = withAnnounced(listed, options.book ?? NO_BOOK);
  const context: Case = { data: askedIn(event, ports.rulebook), options, fleet, holds, ports };
  return { ruled: settle(intents, context), context };
}

/** What else the event sets off stands before the exceptions, and its decision behind both. */
function joined(decision: Decision, told: readonly NewEntry[]): Decision {
  return { ...decision, entries: [...decision.entries.slice(0, -1), ...told, ...decision.entries.slice(-1)] };
}

/**
 * Decides a ticket whose policies hold, extend or release machines, and carries it out: the store is changed before the
 * log says so, and after it was announced there. `others` decides what else the event sets off; nothing is kept while that has to wait.
 */
export async function decideTicket(
  event: AutomationEvent,
  { ports, options }: { readonly ports: ShellPorts; readonly options: ExceptionOptions },
  others: () => Promise<Decision>,
): Promise<Decision> {
  const intents = localIntents(event, ports);
  if (intents.length === 0) return others();
  const decided = asksForExceptionsAlone(event, ports) ? null : await others();
  if (decided?.wait) return decided;
  const { ruled, context } = await ruleOn(event, intents, { ports, options });
  const told = ruled.map((one) => entryOf(one, context));
  const granted = ruled.filter(isGranted).flatMap(({ ruling }) => (ruling?.ok ? [ruling.hold] : []));
  if (options.keeps) await keepHolds(granted, { store: ports.store, book: options.book ?? NO_BOOK });
  if (decided) return joined(decided, told);
  const { ignored } = matched(event, ports);
  const why = ignored.map((entry) => entryAt(context.fleet.nowMs, { ...entry, phase: "ignored" }));
  return { ...decisionOf(told, why, context), wait: waitOf(ruled, context.fleet) };
}
