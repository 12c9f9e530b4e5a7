import type { Reason } from "../domain/reasons.ts";
import type { Evidence } from "../domain/verdict.ts";
import type { IdleInput } from "./idle/idle-input.ts";
import { limitOf } from "./idle/idle-limits.ts";
import { isMissing, REQUIRED_METERS, saysOf } from "./idle/says-of.ts";
import { cpuLimitOf, momentVotes, signalVotes, workAgo } from "./idle/votes-of.ts";

/** What an idle verdict can come to. */
export type IdleReason = Extract<Reason, "idle" | "busy" | "no-evidence" | "just-started">;

/** Whether every known signal agrees, with what each one said. */
export interface IdleVerdict {
  readonly idle: boolean;
  readonly reason: IdleReason;
  readonly evidence: readonly Evidence[];
}

/** The measured signals together. Nothing is allocated here: fleets are judged by the million. */
function signalsSay(input: IdleInput, cpuPercent: number): "idle" | "busy" | "no-evidence" {
  let certain = true;
  for (const measurement of input.measurements) {
    const limit = limitOf(measurement.signal, input.thresholds, cpuPercent);
    const says = saysOf(measurement, limit, input);
    if (says === "busy") return "busy";
    if (says !== "idle") certain = false;
  }
  for (const meter of REQUIRED_METERS) if (isMissing(input, meter)) certain = false;
  return certain ? "idle" : "no-evidence";
}

function isWithin(atMs: number | null | undefined, { nowMs, windowMs }: IdleInput): boolean {
  return atMs !== null && atMs !== undefined && nowMs - atMs < windowMs;
}

/**
 * What a machine's signals come to, without the evidence: idle only if all known signals agree for the whole window and
 * the ones it is made for are known. Missing or thin evidence is not idleness, and one busy signal is enough to leave
 * it alone; so is a person who asked something of it or renewed its notebook lease, and long work that has only just ended.
 */
export function idleReason(input: IdleInput): IdleReason {
  const cpuPercent = cpuLimitOf(input);
  const said = signalsSay(input, cpuPercent);
  if (said === "busy" || isWithin(input.personMs, input) || isWithin(input.leaseMs, input)) return "busy";
  // A change of the machine restarts the clock: what was measured before it belongs to another life.
  const { updatedAtMs, createdAtMs } = input.resource;
  if (isWithin(updatedAtMs, input) || isWithin(createdAtMs, input)) return "just-started";
  if (said === "idle" && workAgo(input, cpuPercent) !== undefined) return "busy";
  return said;
}

/** {@link idleReason} with the evidence: every signal that was measured or is missing, and every moment that objects. */
export function judgeIdle(input: IdleInput): IdleVerdict {
  const reason = idleReason(input);
  const objecting = momentVotes(input).filter(({ says }) => says === "busy");
  return { idle: reason === "idle", reason, evidence: [...signalVotes(input), ...objecting] };
}
