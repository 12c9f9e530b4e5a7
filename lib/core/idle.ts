import type { Measurement } from "../domain/facts.ts";
import type { IdleThresholds } from "../domain/policy.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Resource } from "../domain/resource.ts";
import type { Evidence } from "../domain/verdict.ts";

/** Whether every known signal agrees, with what each one said. */
export interface IdleVerdict {
  readonly idle: boolean;
  readonly reason: Extract<Reason, "idle" | "busy" | "no-evidence" | "just-started">;
  readonly evidence: readonly Evidence[];
}

/** What idleness is judged by. */
export interface IdleInput {
  readonly resource: Resource;
  readonly measurements: readonly Measurement[];
  readonly thresholds: IdleThresholds;
  readonly windowMs: number;
  readonly nowMs: number;
}

/** Share of the expected points that must be there before silence counts as idleness. */
export const COVERAGE_MIN = 0.8;

/** A signal whose newest point is older says nothing about now. AOM delivers 5 to 10 minutes late. */
export const STALE_AFTER_MS = 20 * 60_000;

type Signal = Measurement["signal"];

/** Signals without which a machine is never called idle: what it is made for has to be seen resting. */
function required(resource: Resource): readonly Signal[] {
  const signals: Signal[] = ["cpu"];
  if (resource.flavor.gpu === null || resource.flavor.gpu > 0) signals.push("gpu");
  if ((resource.flavor.npu ?? 0) > 0) signals.push("npu");
  return signals;
}

const THRESHOLD_OF: Readonly<Record<Signal, keyof IdleThresholds>> = {
  cpu: "cpuPercent",
  gpu: "gpuPercent",
  npu: "npuPercent",
  network: "networkKbitPerS",
};

function vote(measurement: Measurement, input: IdleInput): Evidence {
  const limit = input.thresholds[THRESHOLD_OF[measurement.signal]];
  const { signal } = measurement;
  if (measurement.max > limit) return { signal, says: "busy", measured: measurement, limit };
  // Asked this way round, a figure that is not a number is no evidence of rest.
  const low = measurement.max <= limit;
  const covered = measurement.points > 0 && measurement.points >= measurement.expected * COVERAGE_MIN;
  const fresh = input.nowMs - measurement.newestAtMs <= STALE_AFTER_MS;
  return { signal, says: low && covered && fresh ? "idle" : "stale", measured: measurement, limit };
}

/**
 * A machine is idle only if all known signals agree for the whole window and the ones it is made for are known.
 * Missing or thin evidence is not idleness, and one busy signal is enough to leave it alone.
 */
export function judgeIdle(input: IdleInput): IdleVerdict {
  const votes = input.measurements.map((measurement) => vote(measurement, input));
  const seen = new Set(votes.map((evidence) => evidence.signal));
  const missing = required(input.resource).filter((signal) => !seen.has(signal));
  const evidence = [
    ...votes,
    ...missing.map((signal): Evidence => {
      return { signal, says: "absent", measured: null, limit: input.thresholds[THRESHOLD_OF[signal]] };
    }),
  ];
  if (votes.some((entry) => entry.says === "busy")) return { idle: false, reason: "busy", evidence };
  // A change of the machine restarts the clock: what was measured before it belongs to another life.
  const sinceMs = input.resource.updatedAtMs ?? Number.NEGATIVE_INFINITY;
  if (input.nowMs - sinceMs < input.windowMs) {
    return { idle: false, reason: "just-started", evidence };
  }
  const certain = missing.length === 0 && votes.every((entry) => entry.says === "idle");
  return { idle: certain, reason: certain ? "idle" : "no-evidence", evidence };
}
