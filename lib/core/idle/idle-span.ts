import type { LastVerdict } from "../../domain/memory.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Flavor, Resource } from "../../domain/resource.ts";

/** What a policy says about idleness, as far as time goes. */
export type IdleRule = Pick<Policy, "idleMs" | "idleAcceleratedMs" | "graceMs" | "jupyter">;

/** So long must work have gone on for its end to be waited on. */
export const LONG_WORK_MS = 3_600_000;

/** Restarts within this time count. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

/** A window grows by its own length for each restart, but no more often than this. */
const RESTARTS_MAX = 3;

function windowFor({ idleMs, idleAcceleratedMs }: IdleRule, { gpu, npu }: Flavor): number {
  const otherMs = idleMs ?? 0;
  if (idleAcceleratedMs === null) return otherMs;
  if ((gpu ?? 0) > 0 || (npu ?? 0) > 0) return idleAcceleratedMs;
  // What may be either is given the time of the slower one.
  return gpu === null || npu === null ? Math.max(otherMs, idleAcceleratedMs) : otherMs;
}

function restartsOf(last: LastVerdict | undefined, nowMs: number): number {
  const restarts = last?.memory.restartsMs;
  if (restarts === undefined) return 0;
  let count = 0;
  for (const atMs of restarts) if (nowMs - atMs <= REMEMBERED_MS) count += 1;
  return Math.min(count, RESTARTS_MAX);
}

/**
 * How long a machine must have rested for a policy, milliseconds. Machines with accelerators may have a time of their
 * own, and a rule that was wrong about a machine trusts itself less: every time in the last 30 days that a person
 * started it again soon after our stop makes the time longer by its own length, three times at most.
 */
export function idleSpan(
  rule: IdleRule,
  resource: Pick<Resource, "flavor">,
  { last, nowMs }: { readonly last: LastVerdict | undefined; readonly nowMs: number },
): number {
  return windowFor(rule, resource.flavor) * (1 + restartsOf(last, nowMs));
}

/** The longest time that a machine can ever be asked to have rested for, milliseconds. */
export function longestSpan({
  idleMs,
  idleAcceleratedMs,
}: Pick<IdleRule, "idleMs" | "idleAcceleratedMs">): number {
  return Math.max(idleMs ?? 0, idleAcceleratedMs ?? 0) * (1 + RESTARTS_MAX);
}

/** How much further back has to be looked to see whether long work has ended, milliseconds. */
export function lookbackOf({ graceMs }: Pick<IdleRule, "graceMs">): number {
  return graceMs > 0 ? graceMs + LONG_WORK_MS : 0;
}
