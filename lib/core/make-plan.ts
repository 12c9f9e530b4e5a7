import type { Facts } from "../domain/facts.ts";
import { groupBy } from "../domain/group-by.ts";
import type { Plan, PolicyCount } from "../domain/plan.ts";
import type { Policy } from "../domain/policy.ts";
import type { Step } from "../domain/step.ts";
import { isCloudVerb, verb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import { askedAlready } from "./approval/open-asks.ts";
import { type Caps, type CapsOfFleet, createCaps, runningByList } from "./caps.ts";
import { createDoubtCheck } from "./doubt.ts";
import { createFleetWorth } from "./fleet-worth.ts";
import type { Veto } from "./guards/guard.ts";
import type { Judged } from "./judge.ts";
import { lazilySorted } from "./lazily-sorted.ts";
import {
  createWaveOrder,
  type Placed,
  placeInWaves,
  type WaveOrder,
  waitForUnsettled,
} from "./plan-waves.ts";
import type { Rulebook } from "./rulebook.ts";
import { chainOf, verbsOfChain } from "./step-chain.ts";

type Check = (verdict: Verdict) => Veto | undefined;

function byWorth(a: Verdict, b: Verdict): number {
  const worth = (b.savesPerHour?.amount ?? 0) - (a.savesPerHour?.amount ?? 0);
  if (worth !== 0) return worth;
  return a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0;
}

/**
 * What takes something away comes first: a machine has one action in a pass, and a policy that sets notebook leases again
 * and again would keep every stop from it.
 */
function byTurn(a: Verdict, b: Verdict): number {
  const [first, second] = [verb(a.intent.verb).disruptive, verb(b.intent.verb).disruptive];
  return first === second ? byWorth(a, b) : first ? -1 : 1;
}

/** All that a verdict takes has to be allowed: a rebuild that may not stop would break off half way. */
function allowed(rulebook: Rulebook): Check {
  return (verdict) => {
    const missing = verbsOfChain(verdict).find((name) => !rulebook.config.allow.includes(name));
    if (missing === undefined) return undefined;
    const { verb } = verdict.intent;
    const needs = missing === verb ? "" : `; ${verb} needs it here`;
    return {
      reason: "not-allowed",
      text: `add ${missing} to allow: in the config if it may ever be sent${needs}`,
    };
  };
}

/** `taken` grows as the plan does: a verdict that another check refused does not stand in the way of the next. */
function oncePerMachine(taken: ReadonlySet<string>): Check {
  return ({ ref }) =>
    taken.has(ref)
      ? { reason: "already-planned", text: "another policy of this run acts on it already" }
      : undefined;
}

/**
 * Enforced and observed verdicts are capped apart, so that a policy on trial neither uses up the caps of the
 * others nor looks better than it would be.
 */
function checksFor(
  taken: ReadonlySet<string>,
  caps: Caps,
  { facts, rulebook }: PlanContext,
): readonly Check[] {
  const asked: Check = (verdict) => askedAlready(verdict, facts);
  return [allowed(rulebook), oncePerMachine(taken), asked, createDoubtCheck(facts), caps.check];
}

interface PlanContext {
  readonly facts: Facts;
  readonly rulebook: Rulebook;
}

/** The machines that are taken, and whether one more fits, of the policies of one mode. */
interface Side {
  readonly taken: Set<string>;
  readonly checks: readonly Check[];
  readonly order: WaveOrder;
  readonly isFull: () => boolean;
}

function sideOf(fleet: CapsOfFleet, context: PlanContext): Side {
  const taken = new Set<string>();
  const caps = createCaps(context.facts, context.rulebook.config.limits, fleet);
  return { taken, checks: checksFor(taken, caps, context), order: createWaveOrder(), isFull: caps.isFull };
}

function vetoed(placed: Placed, { order, checks }: Side): Verdict | undefined {
  const { verdict } = placed;
  const refused = ({ reason, text }: Veto): Verdict => ({ ...verdict, act: false, reason, text });
  const early = order.check(placed);
  if (early) return refused(early);
  for (const check of checks) {
    const veto = check(verdict);
    if (!veto) continue;
    order.cut(placed, veto);
    return refused(veto);
  }
  return undefined;
}

function countsOf(judged: readonly Judged[], plan: Omit<Plan, "counts">): readonly PolicyCount[] {
  const acted = groupBy(plan.acted, (verdict) => verdict.intent);
  const observed = groupBy(plan.observed, (verdict) => verdict.intent);
  const skipped = groupBy(plan.skipped, (verdict) => verdict.intent);
  return judged.map(({ intent, notMeant, counted = {} }) => {
    const skips = skipped.get(intent) ?? [];
    const reasons: Record<string, number> = { ...counted };
    for (const { reason } of skips) reasons[reason] = (reasons[reason] ?? 0) + 1;
    return {
      policy: intent.policy.name,
      act: acted.get(intent)?.length ?? 0,
      observe: observed.get(intent)?.length ?? 0,
      skip: Object.values(reasons).reduce((sum, count) => sum + count, 0),
      notMeant,
      reasons,
    };
  });
}

/** What is done and what would be, without what is left out. */
export type Chosen = Omit<Plan, "counts" | "skipped">;

type Sides = Readonly<Record<Policy["mode"], Side>>;

function sidesOf(judged: readonly Judged[], skipped: readonly Verdict[], context: PlanContext): Sides {
  const { facts, rulebook } = context;
  const fleet = { worth: createFleetWorth(facts, rulebook), running: runningByList(facts) };
  const sides = { enforce: sideOf(fleet, context), observe: sideOf(fleet, context) };
  const unsettled = [...skipped, ...judged.flatMap((entry) => entry.unsettled ?? [])];
  waitForUnsettled(unsettled, context, ({ intent }) => sides[intent.policy.mode].order);
  return sides;
}

/** Fills the plan with one verdict after the other; answers the one that is left out. */
function createFill(sides: Sides, { rulebook }: PlanContext) {
  const chosen = { steps: [] as Step[], acted: [] as Verdict[], observed: [] as Verdict[] };
  const take = (placed: Placed): Verdict | undefined => {
    const { verdict, barrier } = placed;
    const { policy, verb: name } = verdict.intent;
    if (!isCloudVerb(name)) {
      chosen.observed.push(verdict);
      return undefined;
    }
    const side = sides[policy.mode];
    const veto = vetoed(placed, side);
    if (veto) return veto;
    side.taken.add(verdict.ref);
    if (policy.mode === "observe") chosen.observed.push(verdict);
    else {
      chosen.acted.push(verdict);
      chosen.steps.push(...chainOf(verdict, rulebook.digest, barrier));
    }
    return undefined;
  };
  return { chosen, take };
}

/**
 * Turns verdicts into steps: what takes something away first, of that what is worth most, under the caps, what is in doubt left out. Nothing here decides
 * whether a machine is idle or held; that was judged before.
 */
export function makePlan(judged: readonly Judged[], facts: Facts, rulebook: Rulebook): Plan {
  const context = { facts, rulebook };
  const verdicts = judged.flatMap((entry) => entry.verdicts);
  const skipped = verdicts.filter((verdict) => !verdict.act);
  const { chosen, take } = createFill(sidesOf(judged, skipped, context), context);
  const wanted = verdicts.filter((entry) => entry.act).toSorted(byTurn);
  for (const placed of placeInWaves(wanted, facts, rulebook)) {
    const refused = take(placed);
    if (refused) skipped.push(refused);
  }
  const plan = { ...chosen, skipped };
  return { ...plan, counts: countsOf(judged, plan) };
}

function* placedInTurn(judged: readonly Judged[], { facts, rulebook }: PlanContext): Iterable<Placed> {
  const wanted = judged.flatMap(({ verdicts }) => verdicts);
  if (judged.some(({ intent }) => intent.groups || intent.policy.waves)) {
    yield* placeInWaves(wanted.toSorted(byTurn), facts, rulebook);
    return;
  }
  for (const verdict of lazilySorted(wanted, byTurn)) yield { verdict, barrier: null };
}

/**
 * What {@link makePlan} chooses of verdicts that all want to act (what is skipped is only counted or unsettled), and no
 * word of what it leaves out: a replay would throw that away thousands of times.
 * Once the caps are full, whatever would disturb one more machine is left out unseen.
 */
export function choose(judged: readonly Judged[], facts: Facts, rulebook: Rulebook): Chosen {
  const context = { facts, rulebook };
  const sides = sidesOf(judged, [], context);
  const { chosen, take } = createFill(sides, context);
  const isDisruptive = ({ intent }: Pick<Judged, "intent">) => verb(intent.verb).disruptive;
  const areAllDisruptive = judged.every(isDisruptive);
  for (const placed of placedInTurn(judged, context)) {
    const isFull = sides[placed.verdict.intent.policy.mode].isFull();
    if (!isFull || !isDisruptive(placed.verdict)) take(placed);
    else if (areAllDisruptive && sides.enforce.isFull() && sides.observe.isFull()) break;
  }
  return chosen;
}
