import type { Facts } from "../domain/facts.ts";
import type { Limits } from "../domain/policy.ts";
import { verb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Veto } from "./guards/guard.ts";

const HOUR_MS = 3_600_000;

/** Decides verdict by verdict whether one more fits under the caps. */
export type CapCheck = (verdict: Verdict) => Veto | undefined;

function key(verdict: Verdict): string {
  return `${verdict.resource?.target}/${verdict.resource?.kind}`;
}

function count<K>(counts: ReadonlyMap<K, number>, name: K): number {
  return counts.get(name) ?? 0;
}

function runningByList(facts: Facts): ReadonlyMap<string, number> {
  return new Map(
    facts.inventories.map(({ target, kind, resources }) => [
      `${target}/${kind}`,
      resources.filter((resource) => resource.standing === "running").length,
    ]),
  );
}

/** Machines without an owner are counted under `null`, and no cap asks for them. */
function sentByOwner(facts: Facts): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const action of facts.recent) {
    if (facts.nowMs - action.atMs >= HOUR_MS || !verb(action.action).disruptive) continue;
    counts.set(action.owner, count(counts, action.owner) + 1);
  }
  return counts;
}

/**
 * Caps on how much one run may disturb: how many machines, which share of those running, how many per owner and
 * hour. At least one machine always fits under the share, or a small fleet could never be looked after.
 */
export function createCaps(facts: Facts, limits: Limits): CapCheck {
  const running = runningByList(facts);
  const owners = sentByOwner(facts);
  const taken = new Map<string, number>();
  let total = 0;

  function veto(list: string, owner: string | null): Veto | undefined {
    const share = Math.max(1, Math.floor((count(running, list) * limits.percent) / 100));
    if (total >= limits.perRun) {
      return { reason: "cap-count", text: `at most ${limits.perRun} in one run (limits.perRun)` };
    }
    if (count(taken, list) >= share) {
      return {
        reason: "cap-percent",
        text: `at most ${limits.percent} % of ${list}, here ${share} (limits.percent)`,
      };
    }
    if (owner !== null && count(owners, owner) >= limits.perOwnerPerHour) {
      const text = `at most ${limits.perOwnerPerHour} per hour of ${owner} (limits.perOwnerPerHour)`;
      return { reason: "cap-owner", text };
    }
    return undefined;
  }

  return (verdict) => {
    if (!verb(verdict.intent.verb).disruptive) return undefined;
    const list = key(verdict);
    const found = veto(list, verdict.owner);
    if (found) return found;
    total += 1;
    taken.set(list, count(taken, list) + 1);
    owners.set(verdict.owner, count(owners, verdict.owner) + 1);
    return undefined;
  };
}
