import { isEmptyMemory, nextMemory, type RememberedFacts } from "../core/next-memory.ts";
import type { Memory } from "../domain/memory.ts";
import type { Verdict } from "../domain/verdict.ts";

/** What an entry says of memory; one that has nothing to say and nothing to take back is silent about it. */
export function memoryDetails(verdict: Verdict, facts: RememberedFacts): { readonly memory?: Memory } {
  const memory = nextMemory(verdict, facts);
  const last = facts.lastVerdicts[verdict.intent.policy.name]?.get(verdict.ref);
  return isEmptyMemory(memory) && isEmptyMemory(last?.memory ?? {}) ? {} : { memory };
}
