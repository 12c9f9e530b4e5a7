import type { Evidence } from "../../domain/verdict.ts";
import type { IdleInput } from "./idle-input.ts";
import { cpuLimit, limitOf } from "./idle-limits.ts";
import { devicesWanted, isMissing, isOfAll, measured, REQUIRED_METERS, saysOf } from "./says-of.ts";
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

function showsWork(input: IdleInput, cpuPercent: number): boolean {
  return input.measurements.some(
    (one) => saysOf(one, limitOf(one.signal, input.thresholds, cpuPercent), input) === "busy",
  );
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

/** Work that goes on, or that the window still shows, has not ended: then it is that which objects, and not its end. */
function workVote(input: IdleInput, cpuPercent: number): Evidence {
  const agoMs = showsWork(input, cpuPercent) ? undefined : workAgo(input, cpuPercent);
  const limit = input.windowMs + (input.graceMs ?? 0);
  // Written out: every machine that is judged gets one, and copying a record for it was a seventh of the judging.
  if (agoMs === undefined) return { signal: "work", measured: null, limit, says: "absent" };
  return { signal: "work", measured: null, limit, says: "busy", agoMs };
}

/** What the meters and the notebook itself say, and which of those that are needed are missing. */
export function signalVotes(input: IdleInput): readonly Evidence[] {
  const cpuPercent = cpuLimitOf(input);
  const votes = input.measurements.map((measurement): Evidence => {
    const { signal } = measurement;
    const limit = limitOf(signal, input.thresholds, cpuPercent);
    const vote = { signal, says: saysOf(measurement, limit, input), measured: measurement, limit };
    const { flavor } = input.resource;
    return isOfAll(measurement, flavor)
      ? vote
      : { ...vote, devicesWanted: devicesWanted(measurement, flavor) };
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
