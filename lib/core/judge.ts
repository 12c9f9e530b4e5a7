import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import type { Resource } from "../domain/resource.ts";
import { isLocalVerb, NOTHING } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import { brokenParameters } from "./broken-parameters.ts";
import { describeRequest } from "./describe-request.ts";
import { describeMatch } from "./describe-signal.ts";
import { accessGuard } from "./guards/access-guard.ts";
import { boughtGuard } from "./guards/bought-guard.ts";
import { cooldownGuard } from "./guards/cooldown-guard.ts";
import { evidenceGuard } from "./guards/evidence-guard.ts";
import { flappingGuard } from "./guards/flapping-guard.ts";
import { frozenGuard } from "./guards/frozen-guard.ts";
import { askedByPerson, type Candidate, type Guard, type Veto } from "./guards/guard.ts";
import { holdGuard } from "./guards/hold-guard.ts";
import { actsByHours, hoursGuard } from "./guards/hours-guard.ts";
import { leaseGuard } from "./guards/lease-guard.ts";
import { ownerGuard } from "./guards/owner-guard.ts";
import { prepaidGuard } from "./guards/prepaid-guard.ts";
import { restartGuard } from "./guards/restart-guard.ts";
import { savingGuard } from "./guards/saving-guard.ts";
import { scarceGuard } from "./guards/scarce-guard.ts";
import { standingGuard } from "./guards/standing-guard.ts";
import { undoGuard } from "./guards/undo-guard.ts";
import { isOtherHalf } from "./hours/stop-and-start.ts";
import { withLeaseType } from "./lease-wish.ts";
import type { Rulebook } from "./rulebook.ts";
import { warning } from "./warning.ts";
import { whereHolds } from "./where-holds.ts";

/** The verdicts of one intent, and how many resources its `where` did not mean. */
export interface Judged {
  readonly intent: Intent;
  readonly verdicts: readonly Verdict[];
  readonly notMeant: number;
  /** Skips beside the verdicts, by reason: what nobody needs to hear of is only counted. Default: none. */
  readonly counted?: Readonly<Record<string, number>>;
  /** Those of the counted skips for which the groups behind them have to wait. Default: none. */
  readonly unsettled?: readonly Verdict[];
}

/** What judging rests on beside the resource itself. */
interface JudgeContext {
  readonly facts: Facts;
  readonly rulebook: Rulebook;
  /** What is wrong with the intent's parameters. */
  readonly broken: Veto | undefined;
  /** Whether verdicts tell what they rest on. */
  readonly evidence: boolean;
}

/** In this order, so that the reason given is the one people would name first. Before them all stands `accessGuard`. */
const GUARDS: readonly Guard[] = [
  boughtGuard,
  standingGuard,
  undoGuard,
  leaseGuard,
  prepaidGuard,
  savingGuard,
  frozenGuard,
  hoursGuard,
  scarceGuard,
  holdGuard,
  ownerGuard,
  restartGuard,
  cooldownGuard,
  flappingGuard,
];

function isMeant(intent: Intent, resource: Resource): boolean {
  if (!intent.kinds.includes(resource.kind) || isOtherHalf(intent, resource)) return false;
  if (intent.target !== null && intent.target !== resource.target) return false;
  return intent.only === null || [resource.ref, resource.name, resource.id].includes(intent.only);
}

/** Nothing is done to the machine, so nothing about it stands in the way. */
const GUARDS_OF_TELLING: readonly Guard[] = [boughtGuard];

const NO_EVIDENCE: Verdict["evidence"] = [];

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
    evidence: veto.evidence ?? NO_EVIDENCE,
    savesPerHour: amount === null || currency === null ? null : { amount, currency },
  };
}

function judgeCandidate(candidate: Candidate, { broken, evidence }: JudgeContext): Verdict {
  if (broken) return verdictOf(candidate, false, broken);
  const guards = candidate.intent.verb === NOTHING ? GUARDS_OF_TELLING : GUARDS;
  for (const guard of guards) {
    const veto = guard(candidate);
    if (veto) return verdictOf(candidate, false, veto);
  }
  const seen = evidenceGuard(candidate, { evidence });
  if (seen && seen.reason !== "idle") return verdictOf(candidate, false, seen);
  const warned = warning(candidate);
  if (warned) return verdictOf(candidate, false, { ...warned, evidence: seen?.evidence ?? [] });
  if (seen) return verdictOf(candidate, true, seen);
  if (askedByPerson(candidate.intent)) {
    return verdictOf(candidate, true, { reason: "requested", text: describeRequest(candidate) });
  }
  const matched = { reason: "matched", text: describeMatch(candidate) } as const;
  return verdictOf(candidate, true, actsByHours(candidate) ?? matched);
}

/**
 * Nothing is done to a machine by an exception: nothing but a missing permission stands in its way, and whether it is
 * granted is ruled elsewhere.
 */
function judgeMeant(candidate: Candidate, context: JudgeContext): Verdict {
  const refused = accessGuard(candidate);
  if (refused) return verdictOf(candidate, false, refused);
  if (context.broken || !isLocalVerb(candidate.intent.verb)) return judgeCandidate(candidate, context);
  return verdictOf(candidate, true, { reason: "requested", text: describeRequest(candidate) });
}

/** Why the one resource that was asked for is not there: that it does not exist is only said beyond doubt. */
function whyMissing(intent: Intent, sought: string, { inventories }: Facts): Veto {
  const failed = inventories.find((inventory) => inventory.failed !== null)?.failed;
  if (failed) return { reason: "target-failed", text: failed };
  const doubt = inventories.find((inventory) => inventory.doubt !== null)?.doubt;
  if (doubt) return { reason: "doubtful-inventory", text: doubt };
  const kinds = intent.kinds.join(" or ") || "machine";
  return { reason: "not-found", text: `no ${kinds} has the name or id ${sought}` };
}

function missing(intent: Intent, only: string, facts: Facts): Verdict {
  return {
    intent,
    ref: only,
    resource: null,
    owner: null,
    team: null,
    act: false,
    ...whyMissing(intent, only, facts),
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

function candidateOf(intent: Intent, resource: Resource, { facts, rulebook }: JudgeContext): Candidate {
  const ownership = rulebook.ownerOf(resource);
  return {
    intent: withLeaseType(intent, resource, rulebook.target(resource.target)?.cloud),
    resource,
    ownership,
    saving: rulebook.savingOf(resource),
    hours: rulebook.hoursOf(intent.policy, ownership.team),
    freeze: rulebook.freezeAt(facts.nowMs),
    facts,
    access: rulebook.access.ofIntent(intent, resource, facts),
  };
}

/** `undefined`: the policy's `where` does not mean this resource. */
function judgeResource(intent: Intent, resource: Resource, context: JudgeContext): Verdict | undefined {
  const candidate = candidateOf(intent, resource, context);
  const meant = whereHolds(candidate, context.rulebook);
  if (meant === false) return undefined;
  return meant === true ? judgeMeant(candidate, context) : verdictOf(candidate, false, meant);
}

/** Somebody asked for this one, so they are told that the policy does not mean it. */
function notMeantAfterAll(intent: Intent, resource: Resource, context: JudgeContext): Verdict {
  const where = context.rulebook.where(intent.policy)?.source;
  return verdictOf(candidateOf(intent, resource, context), false, {
    reason: "where-false",
    text: `not so: ${where}`,
  });
}

/** The verdict on what was asked for by name: there is always one, since nothing may be lost without a reason. */
function judgeNamed(
  only: string,
  judged: Omit<Judged, "notMeant"> & { readonly meant: readonly Resource[] },
  context: JudgeContext,
): readonly Verdict[] {
  const { intent, meant, verdicts } = judged;
  if (meant.length === 0) return [missing(intent, only, context.facts)];
  if (verdicts.length === 0) return meant.map((resource) => notMeantAfterAll(intent, resource, context));
  return verdicts.length === 1 ? verdicts : verdicts.map((verdict) => ambiguous(verdict, verdicts.length));
}

/** The verdicts on a set that was asked for: one for each of it, since nothing may be lost without a reason. */
function judgeSet(intent: Intent, set: ReadonlySet<string>, context: JudgeContext): Judged {
  const machines = context.facts.inventories.flatMap(({ resources }) => resources);
  const meant = machines.filter((resource) => set.has(resource.ref) && isMeant(intent, resource));
  const verdicts = meant.map(
    (resource) => judgeResource(intent, resource, context) ?? notMeantAfterAll(intent, resource, context),
  );
  const found = new Set(meant.map(({ ref }) => ref));
  const lost = [...set].filter((ref) => !found.has(ref)).map((ref) => missing(intent, ref, context.facts));
  return { intent, notMeant: 0, verdicts: [...verdicts, ...lost] };
}

/** Judges every resource that an intent means: act or skip, each with its reason and evidence. */
export function judge(intent: Intent, facts: Facts, rulebook: Rulebook): Judged {
  const context = { facts, rulebook, broken: brokenParameters(intent), evidence: true };
  if (intent.groups) return judgeSet(intent, new Set(intent.groups.flat()), context);
  const meant = facts.inventories
    .flatMap((inventory) => inventory.resources)
    .filter((resource) => isMeant(intent, resource));
  const verdicts = meant
    .map((resource) => judgeResource(intent, resource, context))
    .filter((verdict) => verdict !== undefined);
  if (intent.only === null) return { intent, notMeant: meant.length - verdicts.length, verdicts };
  return { intent, notMeant: 0, verdicts: judgeNamed(intent.only, { intent, meant, verdicts }, context) };
}

/**
 * Makes ready to judge machines one by one, for an intent that names none; `undefined` for one that it does not mean.
 * `isKnown`: `where` is known to mean it, and is not asked. Without evidence a verdict is the same but for that: who
 * judges by the million asks for it where it counts.
 */
export function createJudgeOne(
  intent: Intent,
  facts: Facts,
  { rulebook, evidence }: Pick<JudgeContext, "rulebook" | "evidence">,
): (resource: Resource, isKnown: boolean) => Verdict | undefined {
  const context = { facts, rulebook, broken: brokenParameters(intent), evidence };
  return (resource, isKnown) => {
    if (isKnown) return judgeMeant(candidateOf(intent, resource, context), context);
    return isMeant(intent, resource) ? judgeResource(intent, resource, context) : undefined;
  };
}
