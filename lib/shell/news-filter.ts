import { nextMemory, type RememberedFacts, sameMemory } from "../core/next-memory.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Verdict } from "../domain/verdict.ts";
import { isSweep } from "./wait-for.ts";

/**
 * A clock policy judges every machine on every pass, and so does an alarm that is told again and again; what is skipped
 * is written only when its reason changed, or what the policy has in mind, or the log would drown in repetition. For
 * everything else that was sent, each reason is written.
 */
export function newsFilter(
  event: AutomationEvent,
  facts: RememberedFacts,
): (verdict: Verdict, reason: Reason) => boolean {
  if (!isSweep(event)) return () => true;
  return (verdict, reason) => {
    const last = facts.lastVerdicts[verdict.intent.policy.name]?.get(verdict.ref);
    return last?.reason !== reason || !sameMemory(last.memory, nextMemory(verdict, facts));
  };
}
