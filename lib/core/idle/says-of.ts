import type { Measurement, SignalName } from "../../domain/facts.ts";
import type { Flavor } from "../../domain/resource.ts";
import type { Evidence } from "../../domain/verdict.ts";
import type { IdleInput } from "./idle-input.ts";

/** Share of the expected points that must be there before silence counts as idleness. */
export const COVERAGE_MIN = 0.8;

/** A signal whose newest point is older says nothing about now. AOM delivers 5 to 10 minutes late. */
export const STALE_AFTER_MS = 20 * 60_000;

/** So far ahead of ours the clock of a cloud may be: one period of its metrics. */
export const AHEAD_MAX_MS = 5 * 60_000;

/** How many accelerators have to be known; one where the flavor does not tell, and all that any series is known of. */
export function devicesWanted({ signal, devices }: Measurement, { gpu, npu }: Flavor): number {
  const made = signal === "gpu" ? gpu : signal === "npu" ? npu : null;
  return Math.max(made ?? 1, devices?.seen ?? 0);
}

/** Whether it tells of every accelerator of its kind: one that reports nothing may be at work. */
export function isOfAll(measurement: Measurement, flavor: Flavor): boolean {
  const { devices } = measurement;
  return devices === undefined || devices.known >= devicesWanted(measurement, flavor);
}

/** Whether no point of it is above what there can be: where one is wrong, the low ones are not to be trusted either. */
export function isPossible({ impossible = 0 }: Measurement): boolean {
  return impossible === 0;
}

function isFresh({ newestAtMs }: Measurement, nowMs: number): boolean {
  const ageMs = nowMs - newestAtMs;
  return ageMs <= STALE_AFTER_MS && ageMs >= -AHEAD_MAX_MS;
}

/** What one measurement says against its limit. A shorter time than is asked for can show work, and never rest. */
export function saysOf(
  measurement: Measurement,
  limit: number,
  { nowMs, windowMs, resource }: Pick<IdleInput, "nowMs" | "windowMs" | "resource">,
): Exclude<Evidence["says"], "absent"> {
  const { max, points, expected, activeAtMs } = measurement;
  if (max > limit) return "busy";
  if (activeAtMs !== undefined && nowMs - activeAtMs < windowMs) return "busy";
  // Asked this way round, a figure that is not a number is no evidence of rest.
  const low = max >= 0 && max <= limit && !Number.isNaN(activeAtMs);
  const covered = points > 0 && points >= expected * COVERAGE_MIN;
  const whole = (measurement.windowMs ?? windowMs) >= windowMs;
  const sure = isOfAll(measurement, resource.flavor) && isPossible(measurement);
  return low && covered && whole && sure && isFresh(measurement, nowMs) ? "idle" : "stale";
}

/** The measurement of a signal, if there is one. */
export function measured(measurements: readonly Measurement[], signal: SignalName): Measurement | undefined {
  for (const measurement of measurements) if (measurement.signal === signal) return measurement;
  return undefined;
}

/** Whether what the notebook itself tells is all there is to know, and it told all of it. */
function standsAlone(measurements: readonly Measurement[]): boolean {
  return (
    measured(measurements, "kernels")?.alone === true && measured(measurements, "terminals")?.alone === true
  );
}

const METERS = ["cpu", "gpu", "npu"] as const;

function isMadeFor({ gpu, npu }: Flavor, meter: (typeof METERS)[number]): boolean {
  if (meter === "cpu") return true;
  return meter === "gpu" ? gpu === null || gpu > 0 : (npu ?? 0) > 0;
}

/**
 * Whether a signal is missing without which a machine is never called idle: what it is made for has to be seen resting.
 * Only a notebook that no metrics exist of may be told by its kernels and terminals, and only where it has no other door.
 */
export function isMissing({ resource, measurements }: IdleInput, meter: (typeof METERS)[number]): boolean {
  if (!isMadeFor(resource.flavor, meter) || measured(measurements, meter) !== undefined) return false;
  return !standsAlone(measurements);
}

/** The signals that {@link isMissing} is asked of. */
export const REQUIRED_METERS = METERS;
