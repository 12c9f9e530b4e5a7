import type { Facts } from "../../domain/facts.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { restartOf } from "../restart.ts";

/**
 * What a verdict that need not be given again rests on: the machine alone, the machine and the clock, an hour of work
 * that is still within the window, that no signal comes, that the machine goes on resting, or that some time has not
 * passed ({@link untilOf}). `nothing`: it has to be given again.
 */
export type Rests = "nothing" | "machine" | "clock" | "work" | "silence" | "rest" | "time";

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
 * the machine, the clock, a hold, or an action of late, and of these the last can only cease to object. A warning goes its
 * own way from pass to pass.
 */
function restsOfAct({ reason, intent }: Verdict): Rests {
  if (intent.policy.warnMs.length > 0) return "nothing";
  if (reason === "idle") return "rest";
  return reason === "off-hours" && intent.policy.idleMs === null ? "clock" : "nothing";
}

/** What a verdict rests on. */
export function restsOn(verdict: Verdict): Rests {
  const { reason, evidence, act, resource } = verdict;
  if (BY_MACHINE.has(reason)) return "machine";
  // Without a time of its last change, a person's start is told by the time of the pass: it has to be looked at.
  if (resource === null || (resource.standing === "running" && resource.updatedAtMs === null))
    return "nothing";
  if (act) return restsOfAct(verdict);
  if (BY_CLOCK.has(reason)) return "clock";
  if (reason === "restarted") return "time";
  if (reason === "busy" && evidence.some(({ says, measured }) => says === "busy" && measured)) return "work";
  const isSilent = reason === "no-evidence" && evidence.every(({ measured }) => measured === null);
  return isSilent ? "silence" : "nothing";
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
