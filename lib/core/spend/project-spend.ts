import type { Budget } from "../../domain/budget.ts";
import type { BudgetSpend } from "../../domain/spend.ts";
import { createZoneClock } from "../hours/zone-clock.ts";
import { budgetPeriod, daysBetween, isWeekend } from "./budget-period.ts";
import { spentSoFar } from "./spent-so-far.ts";

const DAY_MS = 86_400_000;

interface Pace {
  sum: number;
  coveredMs: number;
}

function paceMs({ sum, coveredMs }: Pace): number | null {
  return coveredMs > 0 ? sum / coveredMs : null;
}

/**
 * What a budget will have cost when its round ends: what was spent so far, and from here on as in the last days, working
 * days like working days, Saturdays and Sundays like those. `null` until a whole day was metered, since a few hours say
 * nothing of a month, and neither does what was bridged; of a round that is over, what it came to.
 */
export function projectSpend(spend: BudgetSpend, budget: Pick<Budget, "per" | "zone">): number | null {
  const clock = createZoneClock(budget.zone);
  const { endMs } = budgetPeriod(budget.per, clock, spend.sinceMs);
  if (spend.untilMs >= endMs) return spentSoFar(spend);
  const paces = { weekend: { sum: 0, coveredMs: 0 }, working: { sum: 0, coveredMs: 0 } };
  for (const [start, sum, coveredMs] of spend.days) {
    const pace = isWeekend(start, clock) ? paces.weekend : paces.working;
    pace.sum += sum;
    pace.coveredMs += coveredMs;
  }
  if (paces.weekend.coveredMs + paces.working.coveredMs < DAY_MS) return null;
  const working = paceMs(paces.working) ?? paceMs(paces.weekend) ?? 0;
  // A few hours of a weekend would speak for all the weekends to come.
  const weekend = paces.weekend.coveredMs >= DAY_MS / 2 ? (paceMs(paces.weekend) ?? working) : working;
  const starts = daysBetween(clock, spend.untilMs, endMs);
  return starts.reduce((sum, start, index) => {
    const fromMs = Math.max(start, spend.untilMs);
    const lengthMs = Math.max(0, Math.min(starts[index + 1] ?? endMs, endMs) - fromMs);
    return sum + lengthMs * (isWeekend(start, clock) ? weekend : working);
  }, spentSoFar(spend));
}
