import { formatDuration } from "../../domain/duration.ts";
import type { Resource } from "../../domain/resource.ts";
import type { HoursView } from "../hours/hours-view.ts";
import { asksForPair, ownStopMs, STARTS_AGAIN_MS } from "../hours/stop-and-start.ts";
import { askedByPerson, type Candidate, type Guard, type Veto } from "./guard.ts";

/** How long after our stop its traces in the cloud may still come in: a stop takes minutes, and clocks differ. */
const STOP_SETTLES_MS = 60 * 60_000;

function closed({ within, says }: HoursView, nowMs: number): Veto | undefined {
  const open = within === null ? true : within.at(nowMs);
  if (open) return undefined;
  return open === false
    ? { reason: "out-of-window", text: says.closed }
    : { reason: "no-calendar", text: says.untold };
}

function unwanted({ wanted, says }: HoursView, verb: string, nowMs: number): Veto | undefined {
  if (wanted === null || (verb !== "stop" && verb !== "start")) return undefined;
  const on = wanted.at(nowMs);
  if (on === undefined) return { reason: "no-calendar", text: says.untold };
  if (on === (verb === "start")) return undefined;
  return on ? { reason: "in-use-hours", text: says.on } : { reason: "off-hours", text: says.off };
}

/** What is wanted up for a while is up since its last change; where the cloud tells none, it may have come up just now. */
function young({ minUptimeMs }: HoursView, { updatedAtMs }: Resource, nowMs: number): Veto | undefined {
  if (minUptimeMs === 0) return undefined;
  const least = formatDuration(minUptimeMs);
  if (updatedAtMs === null) {
    return { reason: "young", text: `the cloud does not tell since when it is up; it stays up for ${least}` };
  }
  const upMs = Math.max(0, nowMs - updatedAtMs);
  if (upMs >= minUptimeMs) return undefined;
  return { reason: "young", text: `it is up for ${formatDuration(upMs)}; it stays up for ${least}` };
}

/** What a person stopped stays stopped: only the policy's own last stop is taken back. */
function notOurs({ intent, resource, facts }: Candidate): Veto | undefined {
  if (intent.verb !== "start" || !asksForPair(intent.policy)) return undefined;
  const stoppedMs = ownStopMs(intent.policy, resource.ref, facts);
  if (stoppedMs === undefined) {
    const text = facts.lastAction.has(resource.ref)
      ? "the last thing done to it was no stop of this policy"
      : `no stop of this policy is known of the last ${formatDuration(STARTS_AGAIN_MS)}`;
    return { reason: "not-ours", text };
  }
  const { updatedAtMs } = resource;
  if (updatedAtMs === null || updatedAtMs - stoppedMs <= STOP_SETTLES_MS) return undefined;
  return { reason: "not-ours", text: "somebody changed it after this policy had stopped it" };
}

/**
 * Holds a policy to its hours: its window, whether the machine is wanted on or off, its least time up, and that only
 * what it stopped itself is started again. What a person asks for is not bound by hours. Hours that cannot be told are
 * doubt, and doubt leaves machines alone.
 */
export const hoursGuard: Guard = (candidate) => {
  const { intent, resource, facts, hours } = candidate;
  if (hours === null || askedByPerson(intent)) return undefined;
  if ("reason" in hours) return hours;
  const { verb } = intent;
  return (
    closed(hours, facts.nowMs) ??
    unwanted(hours, verb, facts.nowMs) ??
    (verb === "stop" ? young(hours, resource, facts.nowMs) : notOurs(candidate))
  );
};

/** Why a policy acts that goes by hours alone; `undefined` where hours do not say. */
export function actsByHours({ intent, hours }: Candidate): Veto | undefined {
  if (hours === null || "reason" in hours || hours.wanted === null) return undefined;
  if (intent.verb === "stop") return { reason: "off-hours", text: hours.says.off };
  return intent.verb === "start" ? { reason: "on-hours", text: hours.says.on } : undefined;
}
