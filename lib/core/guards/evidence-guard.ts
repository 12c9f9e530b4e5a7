import { formatDuration } from "../../domain/duration.ts";
import { judgeIdle } from "../idle.ts";
import type { Candidate, Veto } from "./guard.ts";

/**
 * Asks for evidence of idleness when the policy wants it. Unlike the other guards it also reports what it saw
 * when it has no objection, because an action has to be explained as well.
 */
export function evidenceGuard({ intent, resource, facts }: Candidate): Required<Veto> | undefined {
  const { policy } = intent;
  if (policy.idleMs === null) return undefined;
  const { reason, evidence } = judgeIdle({
    resource,
    measurements: facts.measurements[policy.name]?.get(resource.ref) ?? [],
    thresholds: policy.idleThresholds,
    windowMs: policy.idleMs,
    nowMs: facts.nowMs,
  });
  const said = evidence.map((entry) => `${entry.signal} ${entry.says}: ${entry.value}`).join("; ");
  return { reason, text: `over ${formatDuration(policy.idleMs)}: ${said}`, evidence };
}
