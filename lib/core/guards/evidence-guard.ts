import { judgeIdle } from "../idle.ts";
import type { Candidate, Veto } from "./guard.ts";

/**
 * Asks for evidence of idleness when the policy wants it. Unlike the other guards it also reports what it saw
 * when it has no objection, because an action has to be explained as well. The evidence is its text.
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
  return { reason, text: "", evidence };
}
