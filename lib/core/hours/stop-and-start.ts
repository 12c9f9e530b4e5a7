import type { Facts } from "../../domain/facts.ts";
import type { Intent } from "../../domain/intent.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";

/** How far back the stop may lie that is taken back when the hours begin: the longest freeze, and some days. */
export const STARTS_AGAIN_MS = 100 * 86_400_000;

/**
 * How far back it is looked for in the log. From then on the policy keeps it in mind: a store in a bucket would read
 * hundreds of objects in every pass to find the stop of three months ago.
 */
export const STOPS_READ_MS = 14 * 86_400_000;

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

/** What is known of a policy's own stops. */
type Known = Pick<Facts, "nowMs" | "lastAction" | "lastVerdicts">;

/**
 * When the policy's own stop was that nothing was sent after, milliseconds since the epoch: told by the log, or kept in
 * mind since the log told it. `undefined`: none is known that is not too old.
 */
export function ownStopMs(
  { name }: Pick<Policy, "name">,
  ref: ResourceRef,
  { nowMs, lastAction, lastVerdicts }: Known,
): number | undefined {
  const last = lastAction.get(ref);
  if (last) return last.action === "stop" && last.policy === name ? last.atMs : undefined;
  const keptMs = lastVerdicts[name]?.get(ref)?.memory.stoppedMs;
  return keptMs !== undefined && nowMs - keptMs < STARTS_AGAIN_MS ? keptMs : undefined;
}

/**
 * Whether a machine is judged by the other half of the pair: those that are stopped by the start, all others by the
 * stop. So each has one verdict in every pass, and the log is not filled with two that take turns.
 */
export function isOtherHalf({ policy, verb }: Intent, { standing }: Resource): boolean {
  return asksForPair(policy) && (verb === "start") !== (standing === "stopped");
}
