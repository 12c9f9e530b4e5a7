import { describeDoubts } from "../../core/describe-verdict.ts";
import { COVERAGE_MIN } from "../../core/idle/says-of.ts";
import { judgeIdle } from "../../core/idle.ts";
import { CLOUDS, type Cloud } from "../../domain/clouds.ts";
import { formatDuration } from "../../domain/duration.ts";
import type { Measurement } from "../../domain/facts.ts";
import { IdleThresholds } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";
import type { Evidence } from "../../domain/verdict.ts";

/** Huawei's own thresholds for idle notebooks. */
export const THRESHOLDS: IdleThresholds = IdleThresholds.parse({});

/** Why a running machine is called idle, or is not. */
export type ScanReason = "idle" | "busy" | "just-started" | "no-evidence" | "no-metrics" | "signals-failed";

/** What a scan thinks of one running machine. */
export interface ScanVerdict {
  readonly reason: ScanReason;
  /** One sentence for people. */
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** What a machine is judged by. */
export interface JudgeInput {
  readonly resource: Resource;
  readonly cloud: Cloud;
  readonly measurements: readonly Measurement[];
  /** Why the signals of its kind could not be read; `null` when they could. */
  readonly failed: string | null;
  readonly idleMs: number;
  readonly nowMs: number;
}

const SIGNALS: readonly Measurement["signal"][] = ["gpu", "npu", "cpu", "network"];

function showSignal({ signal, max }: Measurement): string {
  return `${signal} ${max.toFixed(1)} ${signal === "network" ? "kbit/s" : "%"}`;
}

/** What a machine is made for comes first. */
function inOrder(measurements: readonly Measurement[]): readonly Measurement[] {
  return [...measurements].sort((a, b) => SIGNALS.indexOf(a.signal) - SIGNALS.indexOf(b.signal));
}

/** Why there can be no signals of such a machine at all; `undefined` when there can. */
export function whyWithoutMetrics({ kind, hardware }: Resource, cloud: Cloud): string | undefined {
  if (kind === "supernode") return "there are no metrics of a supernode as a whole";
  if (kind === "dev-server")
    return hardware === "HPS" ? "no metrics of supernode nodes are known" : undefined;
  return CLOUDS[cloud].aomContainerMetrics ? undefined : `${CLOUDS[cloud].title} has no metrics of notebooks`;
}

function whyStale(
  vote: Evidence,
  { signal, points, expected, newestAtMs }: Measurement,
  nowMs: number,
): string {
  const doubts = describeDoubts(vote);
  const few = points < expected * COVERAGE_MIN ? [`${points} of ${expected} points`] : [];
  const why = [...few, ...doubts];
  if (why.length > 0) return `${signal} has ${why.join(", ")}`;
  return `the newest point of ${signal} is ${formatDuration(Math.max(0, nowMs - newestAtMs))} old`;
}

function whatIsMissing(evidence: readonly Evidence[], { resource, nowMs }: JudgeInput): string {
  const absent = evidence.filter(({ says }) => says === "absent").map(({ signal }) => signal);
  const agent = resource.kind === "dev-server" ? " (reported by the monitoring agent only)" : "";
  const none = absent.length > 0 ? [`nothing was reported for ${absent.join(" and ")}${agent}`] : [];
  const old = evidence
    .filter(({ says }) => says === "stale")
    .flatMap((vote) => (vote.measured ? [whyStale(vote, vote.measured, nowMs)] : []));
  return [...none, ...old].join("; ");
}

/** What a machine is made for comes first. */
function whatIsBusy(evidence: readonly Evidence[]): string {
  return evidence
    .filter(({ says }) => says === "busy")
    .flatMap(({ measured, limit }) => (measured ? [{ measured, limit }] : []))
    .sort((a, b) => SIGNALS.indexOf(a.measured.signal) - SIGNALS.indexOf(b.measured.signal))
    .map(({ measured, limit }) => `${showSignal(measured)} > ${limit}`)
    .join(", ");
}

function leaseOf({ lease }: Resource, nowMs: number): string {
  if (!lease?.enabled || lease.type !== "timing" || lease.expiresAtMs === null) return "";
  const leftMs = lease.expiresAtMs - nowMs;
  return leftMs > 0 ? `; its notebook lease stops it in ${formatDuration(leftMs)}` : "";
}

/** Judges one running machine. Nothing is idle without evidence, and every other answer says what it rests on. */
export function judgeMachine(input: JudgeInput): ScanVerdict {
  const { resource, measurements, idleMs, nowMs, failed } = input;
  const blind = whyWithoutMetrics(resource, input.cloud);
  if (blind !== undefined) return { reason: "no-metrics", text: blind, evidence: [] };
  if (measurements.length === 0 && failed !== null) {
    return { reason: "signals-failed", text: failed, evidence: [] };
  }
  const { reason, evidence } = judgeIdle({
    ...{ resource, measurements, nowMs },
    thresholds: THRESHOLDS,
    windowMs: idleMs,
  });
  switch (reason) {
    case "idle":
      return {
        reason,
        evidence,
        text: inOrder(measurements).map(showSignal).join(", ") + leaseOf(resource, nowMs),
      };
    case "busy":
      return { reason, evidence, text: whatIsBusy(evidence) };
    case "just-started": {
      const since = formatDuration(nowMs - (resource.updatedAtMs ?? resource.createdAtMs ?? nowMs));
      const text = `changed ${since} ago, and idle has to last ${formatDuration(idleMs)}`;
      return { reason, evidence, text };
    }
    case "no-evidence":
      return { reason, evidence, text: whatIsMissing(evidence, input) };
    default:
      return reason satisfies never;
  }
}
