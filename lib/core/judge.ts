import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import { REASONS } from "../domain/reasons.ts";
import type { Resource } from "../domain/resource.ts";
import type { Verdict } from "../domain/verdict.ts";
import { attributesOf } from "./attributes.ts";
import { brokenParameters } from "./broken-parameters.ts";
import { cooldownGuard } from "./guards/cooldown-guard.ts";
import { evidenceGuard } from "./guards/evidence-guard.ts";
import { askedByPerson, type Candidate, type Guard, type Veto } from "./guards/guard.ts";
import { holdGuard } from "./guards/hold-guard.ts";
import { ownerGuard } from "./guards/owner-guard.ts";
import { prepaidGuard } from "./guards/prepaid-guard.ts";
import { savingGuard } from "./guards/saving-guard.ts";
import { standingGuard } from "./guards/standing-guard.ts";
import type { Rulebook } from "./rulebook.ts";

/** The verdicts of one intent, and how many resources its `where` did not mean. */
export interface Judged {
  readonly intent: Intent;
  readonly verdicts: readonly Verdict[];
  readonly notMeant: number;
}

/** What judging rests on beside the resource itself. */
interface JudgeContext {
  readonly facts: Facts;
  readonly rulebook: Rulebook;
  /** What is wrong with the intent's parameters. */
  readonly broken: Veto | undefined;
}

/** In this order, so that the reason given is the one people would name first. */
const GUARDS: readonly Guard[] = [
  standingGuard,
  prepaidGuard,
  savingGuard,
  holdGuard,
  ownerGuard,
  cooldownGuard,
];

function isMeant(intent: Intent, resource: Resource): boolean {
  if (!intent.kinds.includes(resource.kind)) return false;
  if (intent.only !== null) {
    return intent.only === resource.ref || intent.only === resource.name || intent.only === resource.id;
  }
  return intent.target === null || intent.target === resource.target;
}

/** `true` and `false` are the expression's own answers; a veto is doubt. */
function whereHolds(candidate: Candidate, rulebook: Rulebook): boolean | Veto {
  const { intent, resource, facts } = candidate;
  const where = rulebook.where(intent.policy);
  if (!where) return true;
  const cloud = rulebook.target(resource.target)?.cloud;
  if (!cloud) return { reason: "where-unknown", text: `the target ${resource.target} is not in the config` };
  const result = where.evaluate(
    attributesOf({ ...candidate, cloud, event: intent.event, nowMs: facts.nowMs }),
  );
  return result.ok ? result.value : { reason: "where-unknown", text: `${where.source}: ${result.why}` };
}

function verdictOf(candidate: Candidate, act: boolean, veto: Veto): Verdict {
  const { amount, currency } = candidate.saving;
  return {
    intent: candidate.intent,
    ref: candidate.resource.ref,
    resource: candidate.resource,
    owner: candidate.ownership.owner,
    team: candidate.ownership.team,
    act,
    reason: veto.reason,
    text: veto.text,
    evidence: veto.evidence ?? [],
    savesPerHour: amount === null || currency === null ? null : { amount, currency },
  };
}

function judgeCandidate(candidate: Candidate, broken: Veto | undefined): Verdict {
  if (broken) return verdictOf(candidate, false, broken);
  for (const guard of GUARDS) {
    const veto = guard(candidate);
    if (veto) return verdictOf(candidate, false, veto);
  }
  const seen = evidenceGuard(candidate);
  if (seen) return verdictOf(candidate, seen.reason === "idle", seen);
  const reason = askedByPerson(candidate.intent) ? "requested" : "matched";
  return verdictOf(candidate, true, { reason, text: REASONS[reason] });
}

/** Why the one resource that was asked for got no verdict; nothing may be lost without a reason. */
function missing(intent: Intent, facts: Facts): Verdict {
  const failed = facts.inventories.find((inventory) => inventory.failed !== null);
  return {
    intent,
    ref: intent.only ?? "",
    resource: null,
    owner: null,
    team: null,
    act: false,
    reason: failed ? "target-failed" : "not-found",
    text: failed?.failed ?? `no ${intent.kinds.join(" or ")} has the name or id ${intent.only}`,
    evidence: [],
    savesPerHour: null,
  };
}

function ambiguous(verdict: Verdict, count: number): Verdict {
  return {
    ...verdict,
    act: false,
    reason: "ambiguous",
    text: `${count} machines have this name; say target/kind/id instead`,
  };
}

/** `undefined`: the policy's `where` does not mean this resource. */
function judgeResource(intent: Intent, resource: Resource, context: JudgeContext): Verdict | undefined {
  const { facts, rulebook } = context;
  const candidate: Candidate = {
    intent,
    resource,
    ownership: rulebook.ownerOf(resource),
    saving: rulebook.savingOf(resource),
    facts,
  };
  const meant = whereHolds(candidate, rulebook);
  if (meant === false) return undefined;
  return meant === true ? judgeCandidate(candidate, context.broken) : verdictOf(candidate, false, meant);
}

/** Judges every resource that an intent means: act or skip, each with its reason and evidence. */
export function judge(intent: Intent, facts: Facts, rulebook: Rulebook): Judged {
  const context = { facts, rulebook, broken: brokenParameters(intent) };
  const meant = facts.inventories
    .flatMap((inventory) => inventory.resources)
    .filter((resource) => isMeant(intent, resource));
  const verdicts = meant
    .map((resource) => judgeResource(intent, resource, context))
    .filter((verdict) => verdict !== undefined);
  const notMeant = meant.length - verdicts.length;
  if (intent.only === null) return { intent, notMeant, verdicts };
  if (meant.length === 0) return { intent, notMeant, verdicts: [missing(intent, facts)] };
  const doubled = verdicts.length > 1;
  return {
    intent,
    notMeant,
    verdicts: doubled ? verdicts.map((v) => ambiguous(v, verdicts.length)) : verdicts,
  };
}
