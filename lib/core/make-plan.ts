import type { Facts } from "../domain/facts.ts";
import { groupBy } from "../domain/group-by.ts";
import type { Plan, PolicyCount } from "../domain/plan.ts";
import type { Step } from "../domain/step.ts";
import { isCloudVerb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import { createCaps } from "./caps.ts";
import { createDoubtCheck } from "./doubt.ts";
import { createFleetWorth, type FleetWorth } from "./fleet-worth.ts";
import type { Veto } from "./guards/guard.ts";
import type { Judged } from "./judge.ts";
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
  worth: FleetWorth,
  { facts, rulebook }: PlanContext,
): readonly Check[] {
  return [
    allowed(rulebook),
    oncePerMachine(taken),
    createDoubtCheck(facts),
    createCaps(facts, rulebook.config.limits, worth),
  ];
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
}

function sideOf(worth: FleetWorth, context: PlanContext): Side {
  const taken = new Set<string>();
  return { taken, checks: checksFor(taken, worth, context), order: createWaveOrder() };
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

/**
 * Turns verdicts into steps: worth most first, under the caps, what is in doubt left out. Nothing here decides
 * whether a machine is idle or held; that was judged before.
 */
export function makePlan(judged: readonly Judged[], facts: Facts, rulebook: Rulebook): Plan {
  const verdicts = judged.flatMap((entry) => entry.verdicts);
  const skipped = verdicts.filter((verdict) => !verdict.act);
  const steps: Step[] = [];
  const acted: Verdict[] = [];
  const observed: Verdict[] = [];
  const context = { facts, rulebook };
  const worth = createFleetWorth(facts, rulebook);
  const sides = { enforce: sideOf(worth, context), observe: sideOf(worth, context) };
  const unsettled = [...skipped, ...judged.flatMap((entry) => entry.unsettled ?? [])];
  waitForUnsettled(unsettled, context, ({ intent }) => sides[intent.policy.mode].order);
  const wanted = verdicts.filter((entry) => entry.act).toSorted(byWorth);
  for (const placed of placeInWaves(wanted, facts, rulebook)) {
    const { verdict } = placed;
    const { policy, verb } = verdict.intent;
    if (!isCloudVerb(verb)) {
      observed.push(verdict);
      continue;
    }
    const { mode } = policy;
    const veto = vetoed(placed, sides[mode]);
    if (veto) {
      skipped.push(veto);
      continue;
    }
    sides[mode].taken.add(verdict.ref);
    if (mode === "observe") observed.push(verdict);
    else {
      acted.push(verdict);
      steps.push(...chainOf(verdict, rulebook.digest, placed.barrier));
    }
  }
  const plan = { steps, acted, observed, skipped };
  return { ...plan, counts: countsOf(judged, plan) };
}
