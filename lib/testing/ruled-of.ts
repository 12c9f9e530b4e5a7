import { judge } from "../core/judge.ts";
import { ruleException } from "../core/rule-exception.ts";
import type { Rulebook } from "../core/rulebook.ts";
import { askedIn } from "../core/ticket/asked-in.ts";
import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import { isLocalVerb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";

/** The next stop of a machine that somebody was warned of. */
function pendingMsOf(ref: string, { lastVerdicts }: Facts): number | undefined {
  const due = Object.values(lastVerdicts).flatMap((own) => own.get(ref)?.memory.pending?.stopAtMs ?? []);
  return due.length > 0 ? Math.min(...due) : undefined;
}

/** What becomes of a hold, an extension or a release that somebody asks for, ruled as the shell has it ruled. */
export function ruledOf(intent: Intent, facts: Facts, rulebook: Rulebook): readonly Verdict[] {
  const { verb, event, parameters } = intent;
  if (!isLocalVerb(verb)) return [];
  const { by, why } = event.type === "action.request" ? event.data : askedIn(event, rulebook);
  const { nowMs } = facts;
  const { verdicts } = judge(intent, facts, rulebook);
  // An order names one machine; a ticket's policy may mean several.
  const meant = event.type === "action.request" ? verdicts.slice(0, 1) : verdicts;
  return meant.map((verdict) => {
    if (!verdict.act) return verdict;
    const ruling = ruleException(
      { verb, resource: verdict.ref, by, why, askedMs: nowMs, run: "test-run", parameters },
      {
        ...{ nowMs, holds: [...facts.holds.values()], limits: rulebook.config.limits },
        pendingMs: pendingMsOf(verdict.ref, facts),
      },
    );
    return { ...verdict, act: ruling.ok, reason: ruling.reason, text: ruling.text };
  });
}
