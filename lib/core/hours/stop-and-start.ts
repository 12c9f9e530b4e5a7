import type { Intent } from "../../domain/intent.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";

/** How far back the stop may lie that is taken back when the hours begin: the longest holidays, and some days. */
export const STARTS_AGAIN_MS = 14 * 86_400_000;

/** Whether a policy stops and starts again: `then: [stop, start]`. */
export function asksForPair({ hours }: Pick<Policy, "hours">): boolean {
  return hours?.starts === true;
}

/**
 * The intent that starts what the policy stopped. It asks for no evidence of rest, since a machine that is down shows
 * none, and it warns nobody.
 */
export function startOf(stop: Intent): Intent {
  return { ...stop, verb: "start", policy: { ...stop.policy, idleMs: null, warnMs: [] } };
}

/**
 * Whether a machine is judged by the other half of the pair: those that are stopped by the start, all others by the
 * stop. So each has one verdict in every pass, and the log is not filled with two that take turns.
 */
export function isOtherHalf({ policy, verb }: Intent, { standing }: Resource): boolean {
  return asksForPair(policy) && (verb === "start") !== (standing === "stopped");
}
