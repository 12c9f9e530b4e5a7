import { describeEvidence, describeVerdict } from "../core/describe-verdict.ts";
import { factsNeeded } from "../core/facts-needed.ts";
import type { Judged } from "../core/judge.ts";
import { makePlan } from "../core/make-plan.ts";
import { matchPolicies } from "../core/match-policies.ts";
import { planCreation } from "../core/plan-creation.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import type { Plan } from "../domain/plan.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Resource, ResourceRef } from "../domain/resource.ts";
import { APPEND_ENTRIES_MAX, type NewEntry } from "../domain/status.ts";
import { NOTHING, verb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import { entryAt, stepEntry } from "./entry.ts";
import { gatherFacts } from "./gather-facts.ts";
import { judgeFleet } from "./judge-fleet.ts";
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
}

const NOTHING_SEEN: ReadonlyMap<ResourceRef, Resource> = new Map();

const creates = (intent: Intent) => verb(intent.verb).creates;

function planOf(
  judged: readonly Judged[],
  creations: readonly Intent[],
  { facts, rulebook }: { readonly facts: Facts; readonly rulebook: ShellPorts["rulebook"] },
): Plan {
  const plans = [
    makePlan(judged, facts, rulebook),
    ...creations.map((intent) => planCreation(intent, rulebook)),
  ];
  return {
    steps: plans.flatMap((plan) => plan.steps),
    acted: plans.flatMap((plan) => plan.acted),
    observed: plans.flatMap((plan) => plan.observed),
    skipped: plans.flatMap((plan) => plan.skipped),
    counts: plans.flatMap((plan) => plan.counts),
  };
}

/** Evidence as the log keeps it: what each signal said, in words and figures. */
function evidenceDetails({ evidence }: Verdict): Readonly<Record<string, unknown>> {
  if (evidence.length === 0) return {};
  return {
    evidence: evidence.map((entry) => {
      const { signal, says, limit, measured } = entry;
      return { signal, says, value: describeEvidence(entry), max: measured?.max ?? null, limit };
    }),
  };
}

function verdictEntry(nowMs: number, verdict: Verdict, phase: "planned" | "skipped"): NewEntry {
  const { intent, ref, reason } = verdict;
  const text = describeVerdict(verdict);
  return entryAt(nowMs, {
    phase,
    reason: phase === "planned" ? "observe" : reason,
    text: phase === "planned" && intent.verb !== NOTHING ? `would ${intent.verb}: ${text}` : text,
    policy: intent.policy.name,
    resource: ref,
    action: intent.verb,
    details: {
      ...(verdict.resource ? { name: verdict.resource.name } : {}),
      owner: verdict.owner,
      ...(verdict.savesPerHour ? { savesPerHour: verdict.savesPerHour } : {}),
      ...evidenceDetails(verdict),
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
        ...(verdict && first ? evidenceDetails(verdict) : {}),
        ...(verdict?.savesPerHour ? { savesPerHour: verdict.savesPerHour } : {}),
      },
    });
  });
}

/**
 * A clock policy judges every machine on every pass, and so does an alarm that is told again and again; what is skipped
 * is written only when its reason changed, or the log would drown in repetition. For everything else that was sent, each
 * reason is written.
 */
async function newsFilter(
  intents: readonly Intent[],
  event: AutomationEvent,
  ports: ShellPorts,
): Promise<(verdict: Verdict, reason: Reason) => boolean> {
  if (!isSweep(event)) return () => true;
  const known = new Map<string, ReadonlyMap<string, Reason>>();
  for (const { policy } of intents) known.set(policy.name, await ports.store.lastReasons(policy.name));
  return ({ intent, ref }, reason) => known.get(intent.policy.name)?.get(ref) !== reason;
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

function decidedEntry(facts: Facts, plan: Plan, number: number): NewEntry {
  const skipped = plan.counts.reduce((sum, count) => sum + count.skip, 0);
  return entryAt(facts.nowMs, {
    phase: "decided",
    reason: "matched",
    text: `${plan.steps.length} steps, ${plan.observed.length} only observed, ${skipped} left alone`,
    details: { complete: true, plan: number, counts: plan.counts },
  });
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
}

/** Judges an event: match, gather, judge, plan. Sends nothing; the caller appends the entries of the decision. */
export async function decideRun(
  event: AutomationEvent,
  ports: ShellPorts,
  { lastSeq, bounds = {}, write }: DecideOptions,
): Promise<Decision> {
  const matched = matchPolicies(event, ports.rulebook);
  const startMs = ports.clock.now();
  const ignored = matched.ignored.map((entry) => entryAt(startMs, { ...entry, phase: "ignored" }));
  if (matched.intents.length === 0) {
    const why = ignored.length > 0 ? [] : [entryAt(startMs, { phase: "ignored", reason: "no-policy" })];
    const details = { complete: true, plan: lastSeq, counts: [] };
    const decided = entryAt(startMs, { phase: "decided", reason: "no-policy", details });
    return {
      ...{ entries: [...ignored, ...why, decided], seen: NOTHING_SEEN, observed: 0 },
      ...{ failed: false, wait: null },
    };
  }
  const { intents } = matched;
  const query = factsNeeded(intents, ports.rulebook.config.targets);
  const fleet = await gatherFacts(ports, query, bounds);
  const isNews = await newsFilter(intents, event, ports);
  const others = intents.filter((intent) => !creates(intent));
  const told: NewEntry[] = [];
  const tell = async (skips: readonly Verdict[]): Promise<void> => {
    for (const verdict of skips) {
      if (isNews(verdict, verdict.reason)) told.push(verdictEntry(fleet.nowMs, verdict, "skipped"));
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
    ...troubleEntries(facts),
    ...told,
    ...observed.map((verdict) => verdictEntry(facts.nowMs, verdict, "planned")),
    ...skipped.map((verdict) => verdictEntry(facts.nowMs, verdict, "skipped")),
    ...stepEntries(facts, plan, lastSeq),
    decidedEntry(facts, plan, lastSeq),
  ];
  return {
    entries,
    seen: seenIn(facts, plan),
    observed: plan.observed.length,
    failed: facts.inventories.some(({ failed, doubt }) => failed !== null || doubt !== null),
    wait: waitFor(event, facts, plan),
  };
}
