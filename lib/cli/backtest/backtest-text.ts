import type { Backtest, PolicyOutcome, Side } from "../../core/backtest/backtest.ts";
import { ASSUMPTION } from "../../core/backtest/backtest.ts";
import { showCount } from "../scan/show-amount.ts";
import { savedText, utcMinute } from "./tell-changes.ts";

const HOUR_MS = 3_600_000;

/** A policy on both sides; `null` where a side does not have it. */
export interface PolicyPair {
  readonly policy: string;
  readonly before: PolicyOutcome | null;
  readonly after: PolicyOutcome | null;
}

/** Every policy of either side, those of the config on trial first. */
export function policyPairs({ before, after }: Backtest): readonly PolicyPair[] {
  const of = (side: Side, name: string) => side.policies.find(({ policy }) => policy === name) ?? null;
  const names = [...new Set([...after.policies, ...before.policies].map(({ policy }) => policy))];
  return names.map((policy) => ({ policy, before: of(before, policy), after: of(after, policy) }));
}

/** `12 → 26`; one figure where both are the same. */
export function arrow(before: string, after: string): string {
  return before === after ? after : `${before} → ${after}`;
}

/** A figure of a policy on both sides. */
export function figure({ before, after }: PolicyPair, of: (policy: PolicyOutcome) => string): string {
  return arrow(before ? of(before) : "-", after ? of(after) : "-");
}

/** Whether any policy would have acted if it did not only observe. */
export function isObserving(pairs: readonly PolicyPair[]): boolean {
  return pairs.some(({ before, after }) => (before?.observed ?? 0) + (after?.observed ?? 0) > 0);
}

/** Saved money, or that there is no price. */
export function savedOf({ saved, hours }: Pick<PolicyOutcome, "saved" | "hours">): string {
  return savedText(saved) || (hours > 0 ? "no price" : "0");
}

/** What was played, in one sentence. */
export function playedText({ fromMs, untilMs, everyMs, passes, machines, after, before }: Backtest): string {
  const every = everyMs === HOUR_MS ? "once an hour" : `every ${everyMs / HOUR_MS} hours`;
  const span = `${utcMinute(fromMs)} to ${utcMinute(untilMs)} UTC`;
  return `${after.name} against ${before.name}: ${span}, ${showCount(machines, "machine")}, judged ${every} (${showCount(passes, "pass", "passes")})`;
}

/** What has to be known to read the figures, one sentence each. */
export function caveatsOf({ untold, after, before }: Backtest): readonly string[] {
  const { hoursMissing, hoursExpected, notes } = untold;
  const hidden = Math.round(Math.max(after.hiddenHours, before.hiddenHours));
  const unpriced = Math.round(Math.max(after.totals.unpricedHours, before.totals.unpricedHours));
  const unmeasured = Math.round(Math.max(after.totals.unmeasuredHours, before.totals.unmeasuredHours));
  return [
    ...(hoursMissing > 0
      ? [`${hoursMissing} of ${hoursExpected} hours have no frame; nothing was judged in them`]
      : []),
    ...notes,
    ...(hidden > 0
      ? [
          `for ${hidden} machine-hours a stop that was really sent hides what a machine would have done that is left on here; it is taken as off and saves nothing`,
        ]
      : []),
    ...(unmeasured > 0
      ? [
          `${unmeasured} of the hours are of machines without any signal: whether somebody worked there is not known, so they are the most that it could be`,
        ]
      : []),
    ...(unpriced > 0 ? [`${unpriced} of the hours have no price and are in no sum of money`] : []),
    ASSUMPTION,
  ];
}
