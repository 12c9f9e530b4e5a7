import type { On } from "../../domain/policy.ts";
import { nextCronTime } from "../cron.ts";

const HOUR_MS = 3_600_000;

/** A policy is enforced only after it has been observed for so long. */
export const TRIAL_MS = 72 * HOUR_MS;

/** A restart is made up for, and who calls `curfew run` every hour asks often enough: so short a silence hides little. */
const SILENCE_MS = 2 * HOUR_MS;

/** Most gaps that are told one by one. */
const GAPS_MAX = 20;

/**
 * Whose machines a pass looked at, held against the targets of today. `part`: one of them could not be read, or was not
 * there yet. `unknown`: an older Curfew wrote the log, which did not say.
 */
export type FleetSeen = "same" | "other" | "part" | "unknown";

/** One pass that judged a policy. */
export interface Judgement {
  readonly atMs: number;
  /** Form of the policy that was judged; `null` where an older Curfew wrote the log. */
  readonly form: string | null;
  readonly fleet: FleetSeen;
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
  /** The time between passes that follow each other, without the gaps. */
  readonly coveredMs: number;
  /** The longest ones, in order of time. */
  readonly gaps: readonly Gap[];
  /** Passes that an older Curfew wrote, of which it cannot be told whose machines they judged. */
  readonly passesOfUnknownFleet: number;
  /** Last pass that judged another wording, or the same in enforce mode; `null`: none. */
  readonly otherFormMs: number | null;
  /** Last pass that looked at other machines than those behind the targets of today; `null`: none. */
  readonly otherFleetMs: number | null;
  /** Since when a policy of the clock is due and not judged; `null`: it is not. */
  readonly silentSinceMs: number | null;
}

/** Fleets by the names of their targets: what tells each from another; see `target-form.ts`. */
export type Fleets = ReadonlyMap<string, string>;

/**
 * Holds the fleets that a pass looked at against those of today. A clock looks at all of them each time; what others set
 * off may look at a single one.
 */
export function fleetSeen(
  seen: Readonly<Record<string, string>> | undefined,
  wanted: Fleets,
  on: On,
): FleetSeen {
  if (seen === undefined) return "unknown";
  const names = [...wanted.keys()].filter((name) => Object.hasOwn(seen, name));
  if (names.some((name) => seen[name] !== wanted.get(name))) return "other";
  // A target that is no longer there has another name, or none: what was seen of it alone is of another fleet.
  if (names.length === 0) return Object.keys(seen).length > 0 ? "other" : "part";
  const isClock = on.kind === "every" || on.kind === "cron";
  return isClock && names.length < wanted.size ? "part" : "same";
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

/**
 * Puts a policy's trial together from the passes that judged it, oldest first. Time counts between two passes of the same
 * wording on the same fleet that follow each other: what lies beside any other pass was not all observed.
 */
export function trialHistory(
  judgements: readonly Judgement[],
  { on, form, nowMs }: { readonly on: On; readonly form: string; readonly nowMs: number },
): TrialHistory {
  const isOwn = (one: Judgement) => one.form === form && one.fleet === "same";
  // A pass in which one target failed proves nothing, and takes nothing away from those around it.
  const told = judgements.filter((one) => one.form !== form || one.fleet !== "part");
  const between = told.slice(1).flatMap((to, index) => {
    const from = told[index];
    return from && isOwn(from) && isOwn(to) ? [{ fromMs: from.atMs, toMs: to.atMs }] : [];
  });
  const own = told.filter(isOwn);
  const gaps = between.filter((gap) => isGap(on, gap));
  const [firstMs = null, lastMs = null] = [own[0]?.atMs, own.at(-1)?.atMs];
  const lengthOf = (spans: readonly Gap[]) => spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const byLength = gaps.toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  const isSilent = lastMs !== null && isGap(on, { fromMs: lastMs, toMs: nowMs });
  const lastOf = (is: (one: Judgement) => boolean) => judgements.findLast(is)?.atMs ?? null;
  return {
    passes: own.length,
    firstMs,
    lastMs,
    coveredMs: lengthOf(between) - lengthOf(gaps),
    gaps: byLength.slice(0, GAPS_MAX).toSorted((a, b) => a.fromMs - b.fromMs),
    passesOfUnknownFleet: judgements.filter(({ fleet }) => fleet === "unknown").length,
    otherFormMs: lastOf((one) => one.form !== null && one.form !== form),
    otherFleetMs: lastOf((one) => one.form === form && one.fleet === "other"),
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
