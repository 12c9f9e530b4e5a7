import type { Measurement } from "../../domain/facts.ts";
import type { Intent } from "../../domain/intent.ts";
import type { ResourceRef } from "../../domain/resource.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { FactsQuery } from "../facts-needed.ts";
import { isOtherHalf } from "../hours/stop-and-start.ts";
import { idleSpan, lookbackOf } from "../idle/idle-span.ts";
import { createJudgeOne, type Judged } from "../judge.ts";
import { restartOf } from "../restart.ts";
import type { Rulebook } from "../rulebook.ts";
import { whyUnsettled } from "../unsettled.ts";
import { createMeasuredOver, type MeasuredOver } from "./measured-over.ts";
import type { Listing, PassFacts, PlayedFleet } from "./played-fleet.ts";
import type { PlayedMachine } from "./played-machine.ts";
import { untilOf } from "./said.ts";
import type { Open, Settled } from "./settled.ts";
import { SIGNALS } from "./signal-columns.ts";
import type { Now } from "./still-rests.ts";

/** What the judging of one pass rests on. */
export interface JudgeOpen {
  readonly fleet: PlayedFleet;
  readonly listing: Listing;
  readonly facts: PassFacts;
  readonly query: FactsQuery;
  readonly rulebook: Rulebook;
  readonly now: Now;
  /** Says of which machine the rules are asked next. */
  readonly recall: (machine: PlayedMachine) => void;
  /** Its answer stands until the next question. */
  readonly measured: MeasuredOver;
  /** Takes every skip that was said anew. */
  readonly onSkip: (verdict: Verdict) => void;
  /** Takes every verdict to act that was given anew. */
  readonly onAct: (verdict: Verdict) => void;
  /** Whether what is left alone is counted by reason. */
  readonly counts: boolean;
}

/** One policy in one pass. */
export interface OpenIntent {
  readonly intent: Intent;
  readonly settled: Settled;
}

/** Of one machine at a time, since its measurements stand until those of the next are asked. */
type OfMachine = (machine: PlayedMachine) => readonly Measurement[];

const NOTHING: readonly Measurement[] = [];

const NAMES: readonly Measurement["signal"][] = SIGNALS;

function bitsOf(measured: readonly Measurement[]): number {
  let bits = 0;
  for (const { signal } of measured) bits |= 1 << NAMES.indexOf(signal);
  return bits;
}

function measuring({ policy, kinds }: Intent, measured: MeasuredOver, all: JudgeOpen): OfMachine {
  const { fleet, query, now } = all;
  const rule = query.measurements.find((wanted) => wanted.policy === policy.name)?.rule;
  if (policy.idleMs === null || rule === undefined) return () => NOTHING;
  const lookbackMs = lookbackOf(rule);
  const verdicts = fleet.verdicts[policy.name];
  return ({ resource, index }) => {
    if (resource?.standing !== "running" || !kinds.includes(resource.kind)) return NOTHING;
    const windowMs = idleSpan(rule, resource, { last: verdicts?.get(resource.ref), nowMs: now.nowMs });
    return measured(index, { hour: now.hour, windowMs, lookbackMs });
  };
}

function isOfKind({ kinds, ...intent }: Intent, { resource }: PlayedMachine): boolean {
  return resource !== null && kinds.includes(resource.kind) && !isOtherHalf({ kinds, ...intent }, resource);
}

/** One machine judged by the core as it is now, whatever stands: its evidence is to be that of the moment. */
export function judgeNow(machine: PlayedMachine, intent: Intent, all: JudgeOpen): Verdict | undefined {
  const { resource } = machine;
  if (resource === null) return undefined;
  const measured = measuring(intent, createMeasuredOver(all.fleet.tape.signals), all)(machine);
  all.facts.measurements[intent.policy.name] = new Map([[resource.ref, measured]]);
  return createJudgeOne(intent, all.facts, { rulebook: all.rulebook, evidence: true })(resource, false);
}

/**
 * Whether the core need not even be asked of a machine at work: nobody counts why it is left alone, and its start is no
 * complaint that the policy would keep in mind.
 */
function isLeftAtWork(machine: PlayedMachine, { intent, settled }: OpenIntent, all: JudgeOpen): boolean {
  const { resource } = machine;
  if (all.counts || resource === null) return false;
  const untilHour = settled.worksUntil(machine, all.now.hour);
  if (untilHour < all.now.hour || restartOf(resource, all.facts)?.policy === intent.policy.name) return false;
  settled.sayAtWork(machine, untilHour, all.now);
  return true;
}

/** Judges by the core and keeps what it says. Adds the verdicts that act to those that do already. */
function judgeAnew({ asked, meant, acting }: Open, one: OpenIntent, all: JudgeOpen): void {
  if (asked.length === 0 && meant.length === 0) return;
  const { intent, settled } = one;
  const own = new Map<ResourceRef, readonly Measurement[]>();
  const { facts, now } = all;
  facts.measurements[intent.policy.name] = own;
  const measure = measuring(intent, all.measured, all);
  const judgeOne = createJudgeOne(intent, facts, { rulebook: all.rulebook, evidence: false });
  // One record for all that is said: each is read at once.
  const about = { hour: now.hour, nowMs: now.nowMs, actionsS: now.actionsS, untilMs: 0, bits: 0 };
  const judgeAndSay = (machine: PlayedMachine, isMeant: boolean): void => {
    const { resource } = machine;
    if (resource === null || isLeftAtWork(machine, one, all)) return;
    const measured = measure(machine);
    all.recall(machine);
    own.clear();
    own.set(resource.ref, measured);
    const verdict = judgeOne(resource, isMeant);
    if (verdict === undefined) {
      settled.sayNotMeant(machine, isOfKind(intent, machine));
      return;
    }
    about.untilMs = untilOf(verdict, facts, all.query.actionsMs);
    about.bits = bitsOf(measured);
    settled.say(machine, verdict, about);
    if (verdict.act) acting.push(verdict);
    (verdict.act ? all.onAct : all.onSkip)(verdict);
  };
  for (const machine of asked) judgeAndSay(machine, false);
  // As long as what `where` looks at stands, it is asked once.
  for (const machine of meant) judgeAndSay(machine, true);
}

type Counted = Required<Pick<Judged, "notMeant" | "counted">>;

const NOT_COUNTED: Counted = { notMeant: 0, counted: {} };

/** What was left alone, by reason; what acts is counted by the plan. */
function countedOf({ settled }: OpenIntent, { all, listed }: Listing): Counted {
  const counted: Record<string, number> = {};
  let notMeant = 0;
  for (const machine of all) {
    if ((listed[machine.index] ?? -1) < 0) continue;
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
  const open = settled.open(all.listing, all.now);
  // What acted before belongs to this pass where somebody counts by it; nothing else of a verdict asks for its pass.
  if (all.counts) for (const [at, verdict] of open.acting.entries()) open.acting[at] = { ...verdict, intent };
  const unsettled: Verdict[] = [];
  const onSkip = (verdict: Verdict): void => {
    if (whyUnsettled(verdict, all.facts.nowMs) !== undefined) unsettled.push(verdict);
    all.onSkip(verdict);
  };
  judgeAnew(open, one, intent.policy.waves === null ? all : { ...all, onSkip });
  const { counted, notMeant } = all.counts ? countedOf(one, all.listing) : NOT_COUNTED;
  return { intent, verdicts: open.acting, notMeant, counted, unsettled };
}
