import type { RecentAction } from "../../domain/facts.ts";
import { verb } from "../../domain/verbs.ts";
import { isRule } from "../restart.ts";
import { type Guard, wantedByPerson } from "./guard.ts";

/** Policies that undo each other so often, within this time, do not agree; where one acts twice a day they may. */
const REVERSALS_MAX = 3;

/** Actions of policies are looked at for so long. Milliseconds. */
export const FLAPPING_MS = 12 * 3_600_000;

/**
 * How often one policy took back what another had done, newest first; counted from now on until a person had a hand in
 * it. What one policy does by turns is its timetable.
 */
function reversalsOf(actions: readonly RecentAction[]): readonly RecentAction[] {
  const byPerson = actions.findIndex(({ policy }) => !isRule(policy));
  const ours = byPerson < 0 ? actions : actions.slice(0, byPerson);
  return ours.filter((action, index) => {
    const before = ours[index + 1];
    return before && verb(action.action).undo === before.action && action.policy !== before.policy;
  });
}

/** A notebook lease between a stop and a start makes them no less of a fight. */
function isLeaseOfRule({ action, policy }: RecentAction): boolean {
  return action === "lease" && isRule(policy);
}

/**
 * Policies that fight over a machine end with it running: the cooldown makes them slow, and this makes them stop. Taking
 * it away once more would hit whoever works there, and cost more in restarts than it saves.
 */
export const flappingGuard: Guard = ({ intent, resource, facts }) => {
  if (!verb(intent.verb).disruptive || wantedByPerson(intent)) return undefined;
  // Of most machines there is nothing to tell, and all of them come by here.
  if (!facts.lastAction.has(resource.ref)) return undefined;
  const own = facts.recent.filter(
    (action) =>
      action.resource === resource.ref && facts.nowMs - action.atMs < FLAPPING_MS && !isLeaseOfRule(action),
  );
  const reversals = reversalsOf(own);
  if (reversals.length < REVERSALS_MAX) return undefined;
  const names = [...new Set(reversals.map(({ policy }) => policy))].sort().join(" and ");
  return {
    reason: "flapping",
    text: `${names} have taken each other's doing back ${reversals.length} times in 12h, so it stays on; let only one of them mean it`,
  };
};
