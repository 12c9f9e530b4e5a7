import { judge } from "../core/judge.ts";
import { ruleException } from "../core/rule-exception.ts";
import type { Rulebook } from "../core/rulebook.ts";
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
  const [verdict] = judge(intent, facts, rulebook).verdicts;
  if (!verdict || !isLocalVerb(verb) || event.type !== "action.request") return [];
  if (!verdict.act) return [verdict];
  const { by, why } = event.data;
  const { nowMs } = facts;
  const ruling = ruleException(
    { verb, resource: verdict.ref, by, why, askedMs: nowMs, run: "test-run", parameters },
    {
      ...{ nowMs, holds: [...facts.holds.values()], limits: rulebook.config.limits },
      pendingMs: pendingMsOf(verdict.ref, facts),
    },
  );
  return [{ ...verdict, act: ruling.ok, reason: ruling.reason, text: ruling.text }];
}
