import type { Facts, RecentAction } from "../domain/facts.ts";
import type { Resource } from "../domain/resource.ts";
import { lastChangeOf } from "./last-change.ts";

/** A stop takes some minutes: what is listed as running before that may not have begun to stop yet. */
const STOP_LASTS_MS = 10 * 60_000;

/** Stops are looked up so many times what is respected back: a start is looked for during twice that time, and counts as long. */
export const RESTARTS_BACK = 3;

/** A person started a machine after a policy had stopped it. Times are milliseconds since the epoch. */
export interface Restart {
  /** The policy whose stop it was. */
  readonly policy: string;
  readonly stoppedMs: number;
  /** When it was started, as far as can be told: at the machine's last change, or when it was first seen. */
  readonly startedMs: number;
}

type Known = Pick<Facts, "nowMs" | "lastAction" | "recent" | "personsMs">;

/** Commands of people run under names in brackets, which no policy of a config can have. */
export function isRule(policy: string | undefined): policy is string {
  return policy !== undefined && !policy.startsWith("(");
}

function seenStart({ updatedAtMs }: Resource, { atMs }: RecentAction, nowMs: number): number | undefined {
  if (updatedAtMs === null) return nowMs - atMs > STOP_LASTS_MS ? nowMs : undefined;
  // Not changed since: the stop was refused, or has not begun.
  return updatedAtMs > atMs ? updatedAtMs : undefined;
}

/** The stop before a start that a person asked of us. */
function stopBefore(start: RecentAction, { recent, personsMs }: Known): RecentAction | undefined {
  const stop = recent.find(
    ({ resource, atMs, action }) => resource === start.resource && atMs < start.atMs && action !== "lease",
  );
  if (!stop || start.policy === undefined) return undefined;
  const asked = !isRule(start.policy) || (personsMs.get(start.resource) ?? 0) > stop.atMs;
  return asked ? stop : undefined;
}

/** The restart by a person that the facts tell of; `undefined` when nobody has objected so. */
export function restartOf(resource: Resource, facts: Known): Restart | undefined {
  const last = lastChangeOf(resource.ref, facts);
  if (!last || resource.standing !== "running") return undefined;
  const stop = last.action === "start" ? stopBefore(last, facts) : last;
  if (stop?.action !== "stop" || !isRule(stop.policy)) return undefined;
  const startedMs = last === stop ? seenStart(resource, stop, facts.nowMs) : last.atMs;
  return startedMs === undefined ? undefined : { policy: stop.policy, stoppedMs: stop.atMs, startedMs };
}
