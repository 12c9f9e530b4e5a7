import type { Facts } from "../../domain/facts.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { Judged } from "../judge.ts";
import { type Chosen, choose, makePlan } from "../make-plan.ts";
import type { Rulebook } from "../rulebook.ts";
import { mayRemember, type PlayedFleet, remember } from "./played-fleet.ts";

/** For whom a pass is planned. */
export interface PlannedFor {
  readonly rulebook: Rulebook;
  readonly fleet: PlayedFleet;
}

function keyOf({ intent, ref }: Verdict): string {
  return `${intent.policy.name}\n${ref}`;
}

/** The whole plan, for somebody who wants to see it before anything is done. */
export function planAll(judged: readonly Judged[], facts: Facts, { rulebook, fleet }: PlannedFor): Plan {
  const plan = makePlan(judged, facts, rulebook);
  for (const verdict of [...plan.acted, ...plan.observed, ...plan.skipped]) remember(fleet, verdict, facts);
  return plan;
}

/**
 * What is chosen alone. Of what is put off only verdicts that were given anew may have something new to keep in mind: as
 * long as one stands, nothing is sent to its machine and no other warning is given, and what was kept in mind stays so.
 */
export function planChosen(
  judged: readonly Judged[],
  facts: Facts,
  fresh: readonly Verdict[],
  { rulebook, fleet }: PlannedFor,
): Chosen {
  const chosen = choose(judged, facts, rulebook);
  const keys = new Set<string>();
  for (const verdict of [...chosen.acted, ...chosen.observed]) {
    remember(fleet, verdict, facts);
    keys.add(keyOf(verdict));
  }
  for (const verdict of fresh) {
    if (!mayRemember(fleet, verdict, facts) || keys.has(keyOf(verdict))) continue;
    remember(fleet, { ...verdict, act: false, reason: "cap-count" }, facts);
  }
  return chosen;
}
