import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import type { Step } from "../domain/step.ts";
import type { Verdict } from "../domain/verdict.ts";
import { attributesOf } from "./attributes.ts";
import { describeVerdict } from "./describe-verdict.ts";
import type { Veto } from "./guards/guard.ts";
import type { Rulebook } from "./rulebook.ts";
import { whyUnsettled } from "./unsettled.ts";

/** A verdict and the group in which its machine has its turn; `null` where nothing goes in groups. */
export interface Placed {
  readonly verdict: Verdict;
  readonly barrier: NonNullable<Step["barrier"]> | null;
}

interface Group {
  readonly index: number;
  readonly text: string;
}

/** The first group whose condition means the machine. Doubt is no answer: such a machine has its turn last. */
function groupOf({ intent, resource }: Verdict, facts: Facts, rulebook: Rulebook): Group {
  const conditions = rulebook.waves(intent.policy);
  const last = conditions.length - 1;
  const cloud = resource && rulebook.target(resource.target)?.cloud;
  const said = (index: number, why?: string): Group => {
    const place = `group ${index + 1} of ${conditions.length}`;
    return { index, text: why === undefined ? place : `${place}, since it cannot be told which: ${why}` };
  };
  if (!resource || !cloud) return said(last, "its target is not in the config");
  const [ownership, saving] = [rulebook.ownerOf(resource), rulebook.savingOf(resource)];
  const attributes = attributesOf({
    ...{ resource, cloud, ownership, saving },
    ...{ event: intent.event, nowMs: facts.nowMs },
  });
  for (const [index, condition] of conditions.entries()) {
    const result = condition.evaluate(attributes);
    if (!result.ok) return said(last, result.why);
    if (result.value) return said(index);
  }
  return { index: last, text: `group ${last + 1} of ${last + 1}, since no condition means it` };
}

/** Groups that the event itself brings, by machine. */
function groupsOfEvent({ groups }: Intent): ReadonlyMap<string, number> {
  return new Map(groups?.flatMap((refs, index) => refs.map((ref) => [ref, index] as const)));
}

function placeOne(verdict: Verdict, facts: Facts, rulebook: Rulebook): Placed {
  const { waves } = verdict.intent.policy;
  if (!waves) return { verdict, barrier: null };
  const { index, text } = groupOf(verdict, facts, rulebook);
  return {
    verdict: { ...verdict, text: `${describeVerdict(verdict)} (${text})` },
    barrier: { group: index, settleMs: waves.settleMs },
  };
}

function placedOf(verdicts: readonly Verdict[], facts: Facts, rulebook: Rulebook): readonly Placed[] {
  const known = new Map<Intent, ReadonlyMap<string, number>>();
  const settleMs = facts.undone?.settleMs ?? 0;
  return verdicts.map((verdict) => {
    const { intent, ref } = verdict;
    if (!intent.groups) return placeOne(verdict, facts, rulebook);
    const groups = known.get(intent) ?? groupsOfEvent(intent);
    known.set(intent, groups);
    return { verdict, barrier: { group: groups.get(ref) ?? 0, settleMs } };
  });
}

/**
 * Finds the group of each verdict and puts those of one policy in the order of their groups, in the places that the
 * policy has among the others: what is worth most still comes first within a group.
 */
export function placeInWaves(
  verdicts: readonly Verdict[],
  facts: Facts,
  rulebook: Rulebook,
): readonly Placed[] {
  const placed = placedOf(verdicts, facts, rulebook);
  const queues = new Map<Intent, Placed[]>();
  for (const one of placed) {
    if (!one.barrier) continue;
    const queue = queues.get(one.verdict.intent);
    if (queue) queue.push(one);
    else queues.set(one.verdict.intent, [one]);
  }
  const turns = new Map(
    [...queues].map(([intent, queue]) => [
      intent,
      queue.sort((a, b) => (a.barrier?.group ?? 0) - (b.barrier?.group ?? 0)).values(),
    ]),
  );
  return placed.map((one) => (one.barrier && turns.get(one.verdict.intent)?.next().value) ?? one);
}

/** Sees to it that no group overtakes one of which a part had to be left out. */
export interface WaveOrder {
  check(placed: Placed): Veto | undefined;
  /** Says that a machine of a group was left out. */
  cut(placed: Placed, veto: Veto): void;
}

/** Keeps the order of the groups of one plan. */
export function createWaveOrder(): WaveOrder {
  const cuts = new Map<Intent, { readonly group: number; readonly veto: Veto }>();
  return {
    check({ verdict, barrier }) {
      const cut = cuts.get(verdict.intent);
      if (!cut || !barrier || barrier.group <= cut.group) return undefined;
      const { reason, text } = cut.veto;
      return { reason, text: `waits for group ${cut.group + 1}, of which not all is done: ${text}` };
    },
    cut({ verdict, barrier }, veto) {
      const known = cuts.get(verdict.intent)?.group ?? Number.POSITIVE_INFINITY;
      if (barrier && barrier.group < known) cuts.set(verdict.intent, { group: barrier.group, veto });
    },
  };
}

/**
 * Holds the groups back that come behind a machine which is on its way already. Whoever cuts a run in two by a cap, or
 * starts a machine by hand, does not change the order.
 */
export function waitForUnsettled(
  skipped: readonly Verdict[],
  { facts, rulebook }: { readonly facts: Facts; readonly rulebook: Rulebook },
  orderOf: (verdict: Verdict) => WaveOrder,
): void {
  for (const verdict of skipped) {
    const veto = whyUnsettled(verdict, facts.nowMs);
    if (!veto) continue;
    const { index } = groupOf(verdict, facts, rulebook);
    orderOf(verdict).cut({ verdict, barrier: { group: index, settleMs: 0 } }, veto);
  }
}
