import type { On } from "../../domain/policy.ts";
import { nextCronTime } from "../cron.ts";

const HOUR_MS = 3_600_000;

/** A policy is enforced only after it has been observed for so long. */
export const TRIAL_MS = 72 * HOUR_MS;

/** A restart is made up for, and who calls `curfew run` every hour asks often enough: so short a silence hides little. */
const SILENCE_MS = 2 * HOUR_MS;

/** Most gaps that are told one by one. */
const GAPS_MAX = 20;

/** One pass that judged a policy. */
export interface Judgement {
  readonly atMs: number;
  /** Form of the policy that was judged; `null` where an older Curfew wrote the log. */
  readonly form: string | null;
}

/** A time in which a policy of the clock was not judged although it was due. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is known of a policy's trial. Times are milliseconds since the epoch. */
export interface TrialHistory {
  readonly passes: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** From the first pass to the last without the gaps. */
  readonly coveredMs: number;
  /** The longest ones, in order of time. */
  readonly gaps: readonly Gap[];
  /** Passes that an older Curfew wrote, of which it cannot be told whether they judged the same wording. */
  readonly passesOfUnknownForm: number;
  /** Last pass that judged another wording, or the same in enforce mode; `null`: none. */
  readonly otherFormMs: number | null;
  /** Since when a policy of the clock is due and not judged; `null`: it is not. */
  readonly silentSinceMs: number | null;
}

/** Whether a clock should have judged once more between two passes. */
function isGap(on: On, { fromMs, toMs }: Gap): boolean {
  const lengthMs = toMs - fromMs;
  if (lengthMs <= SILENCE_MS) return false;
  if (on.kind === "every") return lengthMs > 3 * on.everyMs;
  if (on.kind !== "cron") return false;
  const dueMs = nextCronTime(on.cron, on.zone, fromMs);
  const afterMs = dueMs === null ? null : nextCronTime(on.cron, on.zone, dueMs);
  return afterMs !== null && afterMs <= toMs;
}

/** Puts a policy's trial together from the passes that judged it, oldest first. */
export function trialHistory(
  judgements: readonly Judgement[],
  { on, form, nowMs }: { readonly on: On; readonly form: string; readonly nowMs: number },
): TrialHistory {
  const own = judgements.filter((one) => one.form === null || one.form === form);
  const between = own.slice(1).map(({ atMs }, index) => ({ fromMs: own[index]?.atMs ?? atMs, toMs: atMs }));
  const gaps = between.filter((gap) => isGap(on, gap));
  const [firstMs = null, lastMs = null] = [own[0]?.atMs, own.at(-1)?.atMs];
  const lostMs = gaps.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const byLength = gaps.toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  const isSilent = lastMs !== null && isGap(on, { fromMs: lastMs, toMs: nowMs });
  return {
    passes: own.length,
    firstMs,
    lastMs,
    coveredMs: (lastMs ?? 0) - (firstMs ?? 0) - lostMs,
    gaps: byLength.slice(0, GAPS_MAX).toSorted((a, b) => a.fromMs - b.fromMs),
    passesOfUnknownForm: own.filter((one) => one.form === null).length,
    otherFormMs: judgements.findLast((one) => one.form !== null && one.form !== form)?.atMs ?? null,
    silentSinceMs: isSilent ? lastMs : null,
  };
}

/** The first time at which the policy is due and its trial is long enough, if nothing comes between. */
export function trialEndsMs(
  { coveredMs, lastMs, silentSinceMs }: TrialHistory,
  on: On,
  nowMs: number,
): number {
  const fromMs = lastMs === null || silentSinceMs !== null ? nowMs : lastMs;
  const earliestMs = Math.max(nowMs, fromMs + TRIAL_MS - coveredMs);
  if (on.kind === "every") return Math.ceil(earliestMs / on.everyMs) * on.everyMs;
  if (on.kind === "cron") return nextCronTime(on.cron, on.zone, earliestMs - 1) ?? earliestMs;
  return earliestMs;
}
