import { askedSummary } from "../core/approval/asked-summary.ts";
import type { AskFacts } from "../core/approval/open-asks.ts";
import { describeEvidence, describeVerdict } from "../core/describe-verdict.ts";
import { type FactsQuery, factsNeeded } from "../core/facts-needed.ts";
import { meterLists, NOTHING_TO_OBSERVE, observationOf, withLists } from "../core/frame/observation-of.ts";
import { type Ignored, matchPolicies } from "../core/match-policies.ts";
import type { RememberedFacts } from "../core/next-memory.ts";
import { isRoundOver } from "../core/spend/go-on.ts";
import type { Summary } from "../core/summarize.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import type { Plan } from "../domain/plan.ts";
import type { Resource, ResourceRef } from "../domain/resource.ts";
import { APPEND_ENTRIES_MAX, type NewEntry } from "../domain/status.ts";
import { isLocalVerb, NOTHING } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import { decidedEntry } from "./decided-entry.ts";
import { entryAt, stepEntry } from "./entry.ts";
import { type FleetFacts, gatherFacts } from "./gather-facts.ts";
import { judgeFleet } from "./judge-fleet.ts";
import { memoryDetails } from "./memory-details.ts";
import { newsFilter } from "./news-filter.ts";
import { observeFleet } from "./observe-fleet.ts";
import { creates, planOf } from "./plan-of.ts";
import type { ShellPorts } from "./shell-ports.ts";
import { isSweep, type Wait, waitFor } from "./wait-for.ts";

/** A decision, as entries to append and what was seen on the way. */
export interface Decision {
  readonly entries: readonly NewEntry[];
  /** Machines as listed in this very pass, without the lists that are in doubt. */
  readonly seen: ReadonlyMap<ResourceRef, Resource>;
  /** How many actions were only observed. */
  readonly observed: number;
  /** Whether a list could not be read, or is in doubt. */
  readonly failed: boolean;
  /** Why the event should rather wait; `null` when it can be decided. */
  readonly wait: Wait | null;
  /** What would be carried out, so that people can be asked about it. Default: nothing is. */
  readonly plan?: Plan;
  /** A run that can go on with what was decided, and should at once. Default: none. */
  readonly wakes?: string;
  /** What to sum the run up with, where there is no step that would tell. Default: its steps do. */
  readonly summary?: Summary;
}

const NOTHING_SEEN: ReadonlyMap<ResourceRef, Resource> = new Map();

/** Evidence as the log keeps it: what each signal said, in words and figures. */
function evidenceDetails({ evidence }: Verdict): Readonly<Record<string, unknown>> {
  if (evidence.length === 0) return {};
  return {
    evidence: evidence.map((entry) => {
      const { signal, says, limit, measured } = entry;
      const max = measured && measured.points > 0 ? measured.max : null;
      return { signal, says, value: describeEvidence(entry), max, limit };
    }),
  };
}

/** Whose machine it is and what it costs, as far as both are known. */
function worthDetails({ team, savesPerHour }: Verdict): Readonly<Record<string, unknown>> {
  return { ...(team ? { team } : {}), ...(savesPerHour ? { savesPerHour } : {}) };
}

function verdictEntry(facts: RememberedFacts, verdict: Verdict, phase: "planned" | "skipped"): NewEntry {
  const { intent, ref, reason } = verdict;
  const text = describeVerdict(verdict);
  return entryAt(facts.nowMs, {
    phase,
    reason: phase === "planned" ? "observe" : reason,
    text: phase === "planned" && intent.verb !== NOTHING ? `would ${intent.verb}: ${text}` : text,
    policy: intent.policy.name,
    resource: ref,
    action: intent.verb,
    details: {
      ...(verdict.resource ? { name: verdict.resource.name } : {}),
      owner: verdict.owner,
      ...worthDetails(verdict),
      ...evidenceDetails(verdict),
      ...memoryDetails(verdict, facts),
    },
  });
}

function stepEntries(facts: Facts, plan: Plan, number: number): NewEntry[] {
  const verdicts = new Map(
    plan.acted.map((verdict) => [`${verdict.intent.policy.name}\n${verdict.ref}`, verdict]),
  );
  return plan.steps.map((step) => {
    const verdict = verdicts.get(`${step.policy}\n${step.resource}`);
    const first = step.after.length === 0;
    return stepEntry(facts.nowMs, step, {
      phase: "planned",
      reason: first ? (verdict?.reason ?? "requested") : "in-order",
      text: first && verdict ? describeVerdict(verdict) : `${step.verb}, after the step before it`,
      details: {
        plan: number,
        step,
        ...(verdict && first ? { ...evidenceDetails(verdict), ...memoryDetails(verdict, facts) } : {}),
        ...(verdict ? worthDetails(verdict) : {}),
      },
    });
  });
}

function troubleEntries(facts: Facts): NewEntry[] {
  const signals = Object.entries(facts.signalTrouble).map(([target, text]) =>
    entryAt(facts.nowMs, { phase: "skipped", reason: "no-evidence", text, resource: `${target}/*/*` }),
  );
  const lists = facts.inventories.flatMap(({ target, kind, doubt, failed }) => {
    const text = failed ?? doubt;
    if (text === null) return [];
    const reason = failed === null ? "doubtful-inventory" : "target-failed";
    return [entryAt(facts.nowMs, { phase: "skipped", reason, text, resource: `${target}/${kind}/*` })];
  });
  return [...lists, ...signals];
}

/** Of the machines that something is planned for, those that were listed beyond doubt. */
function seenIn(facts: Facts, plan: Plan): ReadonlyMap<ResourceRef, Resource> {
  const meant = new Set(plan.steps.map(({ resource }) => resource));
  const sure = facts.inventories.filter((inventory) => inventory.doubt === null && inventory.failed === null);
  const seen = sure.flatMap(({ resources }) => resources.filter(({ ref }) => meant.has(ref)));
  return new Map(seen.map((resource) => [resource.ref, resource]));
}

/** How an event is judged. */
export interface DecideOptions {
  /** Number of the run's last entry: the number of the plan. */
  readonly lastSeq: number;
  readonly bounds?: ReadBounds;
  /**
   * Appends what a clock's policies leave alone as soon as it is more than one write takes: of a fleet that is seen for
   * the first time it would be too much to hold. Without a decision behind it, it is a draft. Default: all is held.
   */
  readonly write?: (entries: readonly NewEntry[]) => Promise<void>;
  /** Whether somebody ordered it in a chat. Default: no. */
  readonly byChat?: boolean;
  /** What other runs ask people about; read once something is meant. Default: it is not looked at. */
  readonly readAsked?: () => Promise<AskFacts>;
  /** Whether the fleet's history and its cost are written down where the event calls for it. Default: yes. */
  readonly observes?: boolean;
  /** Whether every verdict is told, also one that the log knows already. Default: no. */
  readonly tellsAll?: boolean;
}

/** The lists that the intents rest on: what else was read for the meter is not judged. */
function judgedPart(fleet: FleetFacts, { lists }: FactsQuery): FleetFacts {
  const wanted = new Set(lists.map(({ target, kind }) => `${target}/${kind}`));
  return {
    ...fleet,
    inventories: fleet.inventories.filter(({ target, kind }) => wanted.has(`${target}/${kind}`)),
  };
}

/** Of an alert whose round is over only what tells is left: nothing is done to a machine for money of last month. */
function withoutOver(intents: readonly Intent[], isOver: boolean) {
  const meant = intents.filter(({ verb: name }) => !isOver || name === NOTHING);
  const text = "the round of the budget is over, so nothing is done for it any more";
  const over = intents
    .filter((intent) => !meant.includes(intent))
    .map(({ policy }): Ignored => ({ policy: policy.name, reason: "superseded", text }));
  return { meant, over };
}

/** Judges an event: match, gather, judge, plan. Sends nothing; the caller appends the entries of the decision. */
export async function decideRun(
  event: AutomationEvent,
  ports: ShellPorts,
  {
    lastSeq,
    bounds = {},
    write,
    byChat = false,
    observes = true,
    tellsAll = false,
    readAsked,
  }: DecideOptions,
): Promise<Decision> {
  const matched = matchPolicies(event, ports.rulebook, { byChat });
  const { config } = ports.rulebook;
  const observation = observes ? observationOf(event, config) : NOTHING_TO_OBSERVE;
  const startMs = ports.clock.now();
  const { meant, over } = withoutOver(matched.intents, isRoundOver(event, config, startMs));
  const ignored = [...matched.ignored, ...over].map((entry) =>
    entryAt(startMs, { ...entry, phase: "ignored" }),
  );
  // What a ticket asks of the house alone is decided beside this: see `decide-ticket.ts`.
  const intents = meant.filter(({ verb: name }) => !isLocalVerb(name));
  if (intents.length === 0 && !observation.meters) {
    const why = ignored.length > 0 ? [] : [entryAt(startMs, { phase: "ignored", reason: "no-policy" })];
    const details = { complete: true, plan: lastSeq, counts: [] };
    const decided = entryAt(startMs, { phase: "decided", reason: "no-policy", details });
    return {
      ...{ entries: [...ignored, ...why, decided], seen: NOTHING_SEEN, observed: 0 },
      ...{ failed: false, wait: null },
    };
  }
  const query = factsNeeded(intents, config.targets);
  const read = observation.meters ? withLists(query, meterLists(config)) : query;
  const listed = await gatherFacts(ports, read, bounds);
  const observedEntries = await observeFleet(ports, { event, observation, fleet: listed, bounds, write });
  const fleet = { ...judgedPart(listed, query), ...(await readAsked?.()) };
  const isNews = tellsAll ? () => true : newsFilter(event, fleet);
  const others = intents.filter((intent) => !creates(intent));
  const told: NewEntry[] = [];
  const tell = async (skips: readonly Verdict[]): Promise<void> => {
    for (const verdict of skips) {
      if (isNews(verdict, verdict.reason)) told.push(verdictEntry(fleet, verdict, "skipped"));
    }
    if (write && told.length >= APPEND_ENTRIES_MAX) await write(told.splice(0));
  };
  const { judged, facts } = await judgeFleet(others, ports, {
    ...{ fleet, query, bounds },
    ...(isSweep(event) && { onSkipped: tell }),
  });
  const plan = planOf(judged, intents.filter(creates), { facts, rulebook: ports.rulebook });
  // Sorted out before it is put into words: of a large fleet hardly anything is news.
  const observed = plan.observed.filter((verdict) => isNews(verdict, "observe"));
  const skipped = plan.skipped.filter((verdict) => isNews(verdict, verdict.reason));
  const entries = [
    ...ignored,
    ...observedEntries,
    ...troubleEntries(facts),
    ...told,
    ...observed.map((verdict) => verdictEntry(facts, verdict, "planned")),
    ...skipped.map((verdict) => verdictEntry(facts, verdict, "skipped")),
    ...stepEntries(facts, plan, lastSeq),
    decidedEntry(facts, plan, { number: lastSeq, rulebook: ports.rulebook }),
  ];
  return {
    entries,
    seen: seenIn(facts, plan),
    observed: plan.observed.length,
    failed: facts.inventories.some(({ failed, doubt }) => failed !== null || doubt !== null),
    ...{ wait: waitFor(event, facts, plan), plan, ...askedSummary(plan, facts) },
  };
}
