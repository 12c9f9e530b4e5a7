import type { Facts } from "../../domain/facts.ts";
import type { LastVerdict } from "../../domain/memory.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { restartOf } from "../restart.ts";
import { OVERDUE_MAX_MS } from "../warning.ts";

/**
 * What a verdict that need not be given again rests on: the machine alone, the machine and the clock, an hour of work
 * that is still within the window, that no signal comes, that the machine goes on resting (after a warning, that this one
 * still counts as well: {@link warnedUntilMs}), or that some time has not passed ({@link untilOf}). `nothing`: it has to
 * be given again.
 */
export type Rests = "nothing" | "machine" | "clock" | "work" | "silence" | "rest" | "warned-rest" | "time";

/** What is known of a verdict beside its own words. */
export interface SaidAbout {
  /** Which signals were measured in the window, a bit for each; 0: none at all. */
  readonly bits: number;
}

/** Guards that look at the machine alone and come before all others. The bill of a machine is part of it. */
const BY_MACHINE: ReadonlySet<Reason> = new Set<Reason>([
  "unknown-state",
  "changing",
  "already-so",
  "wrong-state",
  "saves-nothing",
  "where-unknown",
]);

/** Guards that look at the clock, the machine and its holds; whatever changes of these is told by the numbers. */
const BY_CLOCK: ReadonlySet<Reason> = new Set<Reason>([
  "frozen",
  "in-use-hours",
  "off-hours",
  "out-of-window",
  "no-zone",
  "no-calendar",
  "owner-unknown",
]);

/**
 * What acts because of the hours alone goes on to do so, and so does what acts on a machine at rest: what could object is
 * the machine, the clock, a hold, or an action of late, and of these the last can only cease to object.
 */
function restsOfAct({ reason, intent }: Verdict): Rests {
  const isWarned = intent.policy.warnMs.length > 0;
  if (reason === "idle") return isWarned ? "warned-rest" : "rest";
  if (isWarned) return "nothing";
  return reason === "off-hours" && intent.policy.idleMs === null ? "clock" : "nothing";
}

/**
 * What a verdict rests on. Whether an hour of work is in the window of one that is `busy` is asked when it is looked at
 * again: it may be a person who objects, or work that has just ended.
 */
export function restsOn(verdict: Verdict, { bits }: SaidAbout): Rests {
  const { reason, act, resource } = verdict;
  if (BY_MACHINE.has(reason)) return "machine";
  // Without a time of its last change, a person's start is told by the time of the pass: it has to be looked at.
  if (resource === null || (resource.standing === "running" && resource.updatedAtMs === null))
    return "nothing";
  if (act) return restsOfAct(verdict);
  if (BY_CLOCK.has(reason)) return "clock";
  if (reason === "restarted") return "time";
  if (reason === "busy") return "work";
  return reason === "no-evidence" && bits === 0 ? "silence" : "nothing";
}

/**
 * Until when a stop that was warned of stays due by what the policy keeps in mind, milliseconds since the epoch; 0: it has
 * to be looked at, since another warning may come or the machine was restarted.
 */
export function warnedUntilMs({ warnMs }: Pick<Policy, "warnMs">, last: LastVerdict | undefined): number {
  const { pending, restartsMs = [] } = last?.memory ?? {};
  if (pending === undefined || restartsMs.length > 0 || pending.levelMs > Math.min(...warnMs)) return 0;
  return pending.stopAtMs + OVERDUE_MAX_MS;
}

/**
 * Until when a verdict stands that rests on time alone, milliseconds since the epoch: a person's start is respected for
 * as long as the policy says, and as long as the stop before it is known at all. 0: it does not stand.
 */
export function untilOf({ reason, resource, intent }: Verdict, facts: Facts, actionsMs: number): number {
  const restart = reason === "restarted" && resource !== null ? restartOf(resource, facts) : undefined;
  if (restart === undefined) return 0;
  return Math.min(restart.startedMs + intent.policy.respectMs, restart.stoppedMs + actionsMs);
}
