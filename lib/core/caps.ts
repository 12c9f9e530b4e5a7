import type { Facts } from "../domain/facts.ts";
import type { Limits } from "../domain/policy.ts";
import { verb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { FleetWorth } from "./fleet-worth.ts";
import type { Veto } from "./guards/guard.ts";

const HOUR_MS = 3_600_000;

/** The caps of one plan, as far as it has come. */
export interface Caps {
  /** Decides verdict by verdict whether one more fits. */
  readonly check: (verdict: Verdict) => Veto | undefined;
  /** Whether nothing that disturbs a machine fits any more, whatever it is. */
  readonly isFull: () => boolean;
}

function key(verdict: Verdict): string {
  return `${verdict.resource?.target}/${verdict.resource?.kind}`;
}

function count<K>(counts: ReadonlyMap<K, number>, name: K): number {
  return counts.get(name) ?? 0;
}

/** How many machines of each list run, by `target/kind`. */
export function runningByList({ inventories }: Pick<Facts, "inventories">): ReadonlyMap<string, number> {
  const running = new Map<string, number>();
  for (const { target, kind, resources } of inventories) {
    let own = 0;
    for (const { standing } of resources) if (standing === "running") own += 1;
    running.set(`${target}/${kind}`, own);
  }
  return running;
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

/** What a run puts at risk: the hourly prices of the machines that it disturbs, by currency. */
function createMoneyCap({ moneyPercent, moneyFrom }: Limits, worth: FleetWorth) {
  const risked = new Map<string, number>();
  return {
    /** `total`: how many machines the run disturbs already. */
    veto({ savesPerHour: price }: Verdict, total: number): Veto | undefined {
      const before = price ? count(risked, price.currency) : 0;
      // The first machine always fits, or a fleet with one dear machine could never be looked after.
      if (!price || price.amount <= 0 || before === 0 || total + 1 < moneyFrom) return undefined;
      const most = (count(worth(), price.currency) * moneyPercent) / 100;
      // Sums of fractions are a little off; what is exactly the share still fits.
      if (before + price.amount <= most * (1 + Number.EPSILON * 1_000)) return undefined;
      const share = `${Number(most.toFixed(2))} ${price.currency} an hour`;
      return {
        reason: "cap-money",
        text: `at most ${moneyPercent} % of what all that run cost, here ${share} (limits.moneyPercent)`,
      };
    },
    take({ savesPerHour: price }: Verdict): void {
      if (price) risked.set(price.currency, count(risked, price.currency) + price.amount);
    },
  };
}

/** What caps are shares of. */
export interface CapsOfFleet {
  readonly worth: FleetWorth;
  /** See {@link runningByList}. Default: counted. */
  readonly running?: ReadonlyMap<string, number>;
}

/**
 * Caps on how much may be disturbed: by one run how many machines, which share of those running and how much money at
 * risk, by all runs of an hour how many machines in all and of each owner. At least one machine always fits under a
 * share, or a small fleet could never be looked after.
 */
export function createCaps(
  facts: Facts,
  limits: Limits,
  { worth, running = runningByList(facts) }: CapsOfFleet,
): Caps {
  const owners = sentByOwner(facts);
  const sentBefore = [...owners.values()].reduce((sum, sent) => sum + sent, 0);
  const money = createMoneyCap(limits, worth);
  const taken = new Map<string, number>();
  let total = 0;

  function veto(list: string, owner: string | null): Veto | undefined {
    const share = Math.max(1, Math.floor((count(running, list) * limits.percent) / 100));
    if (total >= limits.perRun) {
      return { reason: "cap-count", text: `at most ${limits.perRun} in one run (limits.perRun)` };
    }
    if (sentBefore + total >= limits.perHour) {
      return { reason: "cap-hour", text: `at most ${limits.perHour} an hour of all runs (limits.perHour)` };
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

  function check(verdict: Verdict): Veto | undefined {
    if (!verb(verdict.intent.verb).disruptive) return undefined;
    const list = key(verdict);
    const found = veto(list, verdict.owner) ?? money.veto(verdict, total);
    if (found) return found;
    total += 1;
    money.take(verdict);
    taken.set(list, count(taken, list) + 1);
    owners.set(verdict.owner, count(owners, verdict.owner) + 1);
    return undefined;
  }

  return { check, isFull: () => total >= limits.perRun || sentBefore + total >= limits.perHour };
}
