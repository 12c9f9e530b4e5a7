import type { Facts, Measurement } from "../../domain/facts.ts";
import type { Intent } from "../../domain/intent.ts";
import type { ResourceRef } from "../../domain/resource.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { FactsQuery } from "../facts-needed.ts";
import { isOtherHalf } from "../hours/stop-and-start.ts";
import { idleSpan, lookbackOf } from "../idle/idle-span.ts";
import { type Judged, judge } from "../judge.ts";
import type { Rulebook } from "../rulebook.ts";
import { whyUnsettled } from "../unsettled.ts";
import { measuredOver } from "./measured-over.ts";
import { type Listing, type PlayedFleet, someOf } from "./played-fleet.ts";
import type { PlayedMachine } from "./played-machine.ts";
import { untilOf } from "./said.ts";
import type { Settled } from "./settled.ts";
import type { Now } from "./still-rests.ts";

/**
 * Measurements of one pass by what is looked back at, by window and by the machine's index, so that policies that look at
 * the same one share it.
 */
export type ByWindow = Map<number, Map<number, (readonly Measurement[])[]>>;

/** What the judging of one pass rests on. */
export interface JudgeOpen {
  readonly fleet: PlayedFleet;
  /** Those that are listed in this pass. */
  readonly machines: readonly PlayedMachine[];
  readonly listing: Listing;
  readonly facts: Facts;
  readonly query: FactsQuery;
  readonly rulebook: Rulebook;
  readonly now: Now;
  readonly measured: ByWindow;
  /** Takes every skip that was said anew. */
  readonly onSkip: (verdict: Verdict) => void;
  /** Whether what is left alone is counted by reason. */
  readonly counts: boolean;
}

/** One policy in one pass. */
export interface OpenIntent {
  readonly intent: Intent;
  readonly settled: Settled;
}

function measurementsOf(
  { policy, kinds }: Intent,
  machines: readonly PlayedMachine[],
  { fleet, query, now, measured, facts }: JudgeOpen,
): ReadonlyMap<ResourceRef, readonly Measurement[]> {
  const own = new Map<ResourceRef, readonly Measurement[]>();
  const rule = query.measurements.find((wanted) => wanted.policy === policy.name)?.rule;
  if (policy.idleMs === null || rule === undefined) return own;
  const lookbackMs = lookbackOf(rule);
  const byWindow: Map<number, (readonly Measurement[])[]> = measured.get(lookbackMs) ?? new Map();
  measured.set(lookbackMs, byWindow);
  const verdicts = fleet.verdicts[policy.name];
  for (const { resource, tape, index } of machines) {
    if (resource?.standing !== "running" || !kinds.includes(resource.kind)) continue;
    const windowMs = idleSpan(rule, resource, { last: verdicts?.get(resource.ref), nowMs: facts.nowMs });
    const known = byWindow.get(windowMs) ?? [];
    byWindow.set(windowMs, known);
    const found = known[index] ?? measuredOver(tape, { hour: now.hour, windowMs, lookbackMs });
    known[index] = found;
    if (found.length > 0) own.set(resource.ref, found);
  }
  return own;
}

/** The same rules for machines that `where` is known to mean: it is asked once as long as what it looks at stands. */
function forMeant(rulebook: Rulebook): Rulebook {
  return { ...rulebook, where: () => null };
}

function isOfKind({ kinds, ...intent }: Intent, { resource }: PlayedMachine): boolean {
  return resource !== null && kinds.includes(resource.kind) && !isOtherHalf({ kinds, ...intent }, resource);
}

/** One machine judged by the core as it is now, whatever stands: its evidence is to be that of the moment. */
export function judgeOne(machine: PlayedMachine, intent: Intent, all: JudgeOpen): Verdict | undefined {
  if (machine.resource === null) return undefined;
  const measurements = { [intent.policy.name]: measurementsOf(intent, [machine], all) };
  const facts = { ...all.facts, measurements, inventories: someOf([machine.resource]) };
  return judge(intent, facts, all.rulebook).verdicts[0];
}

/** Judges by the core and keeps what it says. Answers the verdicts that act. */
function judgeAnew(
  machines: readonly PlayedMachine[],
  { intent, settled }: OpenIntent,
  { facts, rulebook, now, query, onSkip }: Pick<JudgeOpen, "facts" | "rulebook" | "now" | "query" | "onSkip">,
): readonly Verdict[] {
  if (machines.length === 0) return [];
  const resources = machines.flatMap(({ resource }) => resource ?? []);
  const { verdicts } = judge(intent, { ...facts, inventories: someOf(resources) }, rulebook);
  // The core keeps the order of the machines and leaves out those that are not meant.
  let next = 0;
  for (const machine of machines) {
    const verdict = verdicts[next];
    const { resource } = machine;
    if (resource === null || verdict?.ref !== resource.ref) {
      settled.sayNotMeant(machine, isOfKind(intent, machine));
      continue;
    }
    next += 1;
    settled.say(machine, verdict, { ...now, untilMs: untilOf(verdict, facts, query.actionsMs) });
    if (!verdict.act) onSkip(verdict);
  }
  return verdicts.filter(({ act }) => act);
}

/** What was left alone, by reason; what acts is counted by the plan. */
function countedOf(
  { settled }: OpenIntent,
  machines: readonly PlayedMachine[],
): Omit<Judged, "intent" | "verdicts"> {
  const counted: Record<string, number> = {};
  let notMeant = 0;
  for (const machine of machines) {
    const reason = settled.reasonOf(machine);
    if (reason === null) notMeant += 1;
    else if (reason !== undefined && settled.actOf(machine) === null)
      counted[reason] = (counted[reason] ?? 0) + 1;
  }
  return { counted, notMeant };
}

/**
 * Judges what is open by the core itself, and leaves out what it could not judge otherwise than before. Answers the
 * verdicts that act, since those alone go into a plan.
 */
export function judgeOpen(one: OpenIntent, all: JudgeOpen): Judged {
  const { intent, settled } = one;
  const { asked, meant, acting } = settled.open(all.listing, intent, all.now);
  const measurements = { [intent.policy.name]: measurementsOf(intent, [...asked, ...meant], all) };
  const facts = { ...all.facts, measurements };
  const unsettled: Verdict[] = [];
  const onSkip = (verdict: Verdict): void => {
    if (whyUnsettled(verdict, facts.nowMs) !== undefined) unsettled.push(verdict);
    all.onSkip(verdict);
  };
  const verdicts = [
    ...acting,
    ...judgeAnew(asked, one, { ...all, facts, onSkip }),
    ...judgeAnew(meant, one, { ...all, facts, onSkip, rulebook: forMeant(all.rulebook) }),
  ];
  return { intent, verdicts, unsettled, ...(all.counts ? countedOf(one, all.machines) : { notMeant: 0 }) };
}
