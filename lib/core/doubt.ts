import type { Facts } from "../domain/facts.ts";
import { verb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Veto } from "./guards/guard.ts";

/**
 * While a list is in doubt, nothing may rest on it: no share of it, no batch, no once-only step. One convergent
 * step per list may go on, because the machine itself is read again right before the call.
 */
export function createDoubtCheck(facts: Facts): (verdict: Verdict) => Veto | undefined {
  const doubts = new Map<string, string>(
    facts.inventories.flatMap(({ target, kind, doubt }) =>
      doubt === null ? [] : [[`${target}/${kind}`, doubt] as const],
    ),
  );
  const used = new Set<string>();
  return (verdict) => {
    const list = `${verdict.resource?.target}/${verdict.resource?.kind}`;
    const doubt = doubts.get(list);
    if (doubt === undefined) return undefined;
    if (verb(verdict.intent.verb).repeat === "convergent" && !used.has(list)) {
      used.add(list);
      return undefined;
    }
    return { reason: "doubtful-inventory", text: `the list of ${list} is in doubt: ${doubt}` };
  };
}
