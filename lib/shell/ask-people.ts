import type { Asked } from "../core/approval/ask-fold.ts";
import { askLifeMs, demandsOf } from "../core/approval/demands-of.ts";
import { planCard } from "../core/approval/plan-card.ts";
import { describeDifference, planDifference } from "../core/approval/plan-difference.ts";
import { planCode, planHash } from "../core/approval/plan-hash.ts";
import { describeMissing, type Settlement } from "../core/approval/settled.ts";
import type { Demand, PlanAsk } from "../domain/approval.ts";
import type { Plan } from "../domain/plan.ts";
import type { NewEntry } from "../domain/status.ts";
import type { Decision } from "./decide-run.ts";
import { entryAt } from "./entry.ts";
import { askedBy, hearAnswers } from "./hear-answers.ts";
import { type Pass, stateOf } from "./pass.ts";

/** Most machines that the difference names in its details. */
const DIFFERENCE_MAX = 200;

/** What people have to say to a plan, as entries: the decision with who agreed to it, or the question. */
export type Consent =
  | { readonly given: true; readonly entries: readonly NewEntry[] }
  /** `plan`: what is asked about. */
  | { readonly given: false; readonly entries: readonly NewEntry[]; readonly plan: Plan };

/** A planned step of a plan that nobody has agreed to yet is a draft: it says so, and nothing is remembered of it. */
function asDraft(entry: NewEntry): NewEntry {
  if (entry.phase !== "planned" || entry.step === null) return entry;
  const { memory: _, ...details } = entry.details;
  return { ...entry, reason: "awaiting-approval", text: `waits for approval: ${entry.text}`, details };
}

function isSameAsk(asked: Asked, hash: string, demands: readonly Demand[]): boolean {
  return asked.hash === hash && JSON.stringify(asked.demands) === JSON.stringify(demands);
}

/** Why it is asked again: what would be done has changed, or who has to agree to it. */
function changeEntries(asked: Asked | null, plan: Plan, ask: PlanAsk, nowMs: number): readonly NewEntry[] {
  if (!asked || isSameAsk(asked, ask.hash, ask.demands)) return [];
  const difference = planDifference(asked.steps, plan.steps);
  const lists = Object.entries(difference).map(([name, refs]) => [name, refs.slice(0, DIFFERENCE_MAX)]);
  const details = { before: asked.hash, now: ask.hash, ...Object.fromEntries(lists) };
  const text = `since plan ${asked.code} was asked for: ${describeDifference(difference)}`;
  return [entryAt(nowMs, { phase: "deferred", reason: "plan-changed", text, details })];
}

function askEntry(ask: PlanAsk, settlement: Settlement, nowMs: number): NewEntry {
  const missing = settlement.state === "open" ? settlement.missing : [];
  const needs = missing.map((one) => describeMissing(one, ask.requester)).join(" and ");
  return entryAt(nowMs, {
    phase: "deferred",
    reason: "awaiting-approval",
    text: `${ask.card.title}: plan ${ask.code} needs ${needs}, until ${ask.expiresAt}`,
    details: ask,
  });
}

/** The number that the entries of the decision carry. */
function numberOf(entries: readonly NewEntry[], fallback: number): number {
  const told = entries.find(({ phase }) => phase === "decided")?.details["plan"];
  return typeof told === "number" ? told : fallback;
}

interface Draft {
  readonly plan: Plan;
  readonly number: number;
  readonly demands: readonly Demand[];
}

function askOf({ event, ports }: Pass, { plan, number, demands }: Draft, nowMs: number): PlanAsk {
  const hash = planHash(plan.steps, ports.rulebook.digest);
  return {
    hash,
    code: planCode(hash),
    plan: number,
    demands: [...demands],
    expiresAt: new Date(nowMs + askLifeMs(demands, ports.rulebook.config.policies)).toISOString(),
    requester: askedBy(event, ports.rulebook),
    card: planCard(plan),
  };
}

/** The decision says who agreed to exactly this. */
function withConsent(entries: readonly NewEntry[], hash: string, by: readonly string[]): readonly NewEntry[] {
  return entries.map((entry) => {
    if (entry.phase !== "decided") return entry;
    const text = `${entry.text}; agreed to by ${by.join(", ")}`;
    return { ...entry, text, details: { ...entry.details, approved: { hash, by } } };
  });
}

/** What they were asked has come to nothing, and whoever was asked is told so. */
function asAsked(entries: readonly NewEntry[], { code }: Asked): readonly NewEntry[] {
  return entries.map((entry) =>
    entry.phase === "decided" ? { ...entry, details: { ...entry.details, askedFor: code } } : entry,
  );
}

/**
 * What people have to say to a plan that was just made: `undefined` when nobody has to agree to it. It is given only for
 * a digest to which enough of them have agreed; otherwise the plan becomes a draft, and people are asked.
 */
export function consentTo(pass: Pass, { entries, plan }: Decision): Consent | undefined {
  const { event, ports } = pass;
  const { policies } = ports.rulebook.config;
  const demands = plan ? demandsOf(plan.steps, policies, event) : [];
  const { asked, answers } = stateOf(pass);
  if (!plan || demands.length === 0)
    return asked ? { given: true, entries: asAsked(entries, asked) } : undefined;
  const nowMs = ports.clock.now();
  const number = numberOf(entries, stateOf(pass).lastSeq);
  const ask = askOf(pass, { plan, number, demands }, nowMs);
  const settlement = hearAnswers(event, ports.rulebook, {
    asked: ask,
    answers: asked?.hash === ask.hash ? answers : [],
  });
  if (settlement.state === "agreed") {
    return { given: true, entries: withConsent(entries, ask.hash, settlement.by) };
  }
  const question = askEntry(ask, settlement, nowMs);
  const draft = entries.filter(({ phase }) => phase !== "decided").map(asDraft);
  // The question comes last: without it the draft counts for nothing.
  return { given: false, plan, entries: [...draft, ...changeEntries(asked, plan, ask, nowMs), question] };
}
