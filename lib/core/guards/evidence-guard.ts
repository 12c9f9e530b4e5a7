import { verb } from "../../domain/verbs.ts";
import { idleInputOf } from "../idle/idle-input-of.ts";
import { idleReason, judgeIdle } from "../idle.ts";
import type { Candidate, Veto } from "./guard.ts";

const NONE: Required<Veto>["evidence"] = [];

/** Whoever may publish to a topic can raise an alarm: without evidence of our own nothing is taken from anybody. */
function onHearsay({ event, verb: name }: Candidate["intent"]): Required<Veto> | undefined {
  if (event.type !== "alarm.raised" || !verb(name).disruptive) return undefined;
  return {
    reason: "no-evidence",
    text: "an alarm alone proves nothing; add idle to the policy",
    evidence: [],
  };
}

/**
 * Asks for evidence of idleness when the policy wants it. Unlike the other guards it also reports what it saw
 * when it has no objection, because an action has to be explained as well. The evidence is its text; who does not ask
 * for it gets the same reason without.
 */
export function evidenceGuard(
  { intent, resource, facts }: Candidate,
  options: { readonly evidence: boolean } = { evidence: true },
): Required<Veto> | undefined {
  const { policy } = intent;
  if (policy.idleMs === null) return onHearsay(intent);
  const input = idleInputOf(policy, resource, facts);
  if (!options.evidence) return { reason: idleReason(input), text: "", evidence: NONE };
  const { reason, evidence } = judgeIdle(input);
  return { reason, text: "", evidence };
}
