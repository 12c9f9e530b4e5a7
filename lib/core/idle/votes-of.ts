import type { Evidence } from "../../domain/verdict.ts";
import type { IdleInput } from "./idle-input.ts";
import { cpuLimit, limitOf } from "./idle-limits.ts";
import { isMissing, measured, REQUIRED_METERS, saysOf } from "./says-of.ts";
import { workEnded } from "./work-ended.ts";

/** The CPU limit that holds for this machine with these signals, percent. */
export function cpuLimitOf({ thresholds, resource, measurements }: IdleInput): number {
  return cpuLimit(thresholds, resource.flavor, measured(measurements, "network") !== undefined);
}

/** How long ago long work ended, when it is still within the grace; milliseconds. */
export function workAgo(input: IdleInput, cpuPercent: number): number | undefined {
  const { graceMs = 0, windowMs, thresholds } = input;
  if (graceMs <= 0) return undefined;
  let newest: number | undefined;
  for (const { peaks, signal } of input.measurements) {
    const limit = limitOf(signal, thresholds, cpuPercent);
    const agoMs = peaks ? workEnded(peaks, limit, { windowMs, graceMs }) : undefined;
    if (agoMs !== undefined && (newest === undefined || agoMs < newest)) newest = agoMs;
  }
  return newest;
}

function momentVote(
  signal: Evidence["signal"],
  atMs: number | null | undefined,
  { nowMs, windowMs }: IdleInput,
): Evidence {
  if (atMs === null || atMs === undefined) return { signal, says: "absent", measured: null, limit: windowMs };
  const agoMs = nowMs - atMs;
  return { signal, says: agoMs < windowMs ? "busy" : "idle", measured: null, limit: windowMs, agoMs };
}

function workVote(input: IdleInput, cpuPercent: number): Evidence {
  const agoMs = workAgo(input, cpuPercent);
  const limit = input.windowMs + (input.graceMs ?? 0);
  const vote = { signal: "work", measured: null, limit } as const;
  return agoMs === undefined ? { ...vote, says: "absent" } : { ...vote, says: "busy", agoMs };
}

/** What the meters and the notebook itself say, and which of those that are needed are missing. */
export function signalVotes(input: IdleInput): readonly Evidence[] {
  const cpuPercent = cpuLimitOf(input);
  const votes = input.measurements.map((measurement): Evidence => {
    const { signal } = measurement;
    const limit = limitOf(signal, input.thresholds, cpuPercent);
    return { signal, says: saysOf(measurement, limit, input), measured: measurement, limit };
  });
  for (const signal of REQUIRED_METERS) {
    if (!isMissing(input, signal)) continue;
    const limit = limitOf(signal, input.thresholds, cpuPercent);
    votes.push({ signal, says: "absent", measured: null, limit });
  }
  return votes;
}

/** What the moments say that are known: who asked or wanted it longer, what changed, since when it exists, whether long work just ended. */
export function momentVotes(input: IdleInput): readonly Evidence[] {
  return [
    momentVote("person", input.personMs, input),
    momentVote("lease", input.leaseMs, input),
    momentVote("change", input.resource.updatedAtMs, input),
    momentVote("uptime", input.resource.createdAtMs, input),
    workVote(input, cpuLimitOf(input)),
  ];
}
