import { askedAlready } from "../core/approval/open-asks.ts";
import type { Judged } from "../core/judge.ts";
import { makePlan } from "../core/make-plan.ts";
import { planCreation, refusedCreation } from "../core/plan-creation.ts";
import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import type { Plan } from "../domain/plan.ts";
import { verb } from "../domain/verbs.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** Whether an intent orders a machine that is not there yet. */
export function creates(intent: Intent): boolean {
  return verb(intent.verb).creates;
}

function creationPlan(intent: Intent, { facts, rulebook }: Parameters<typeof planOf>[2]): Plan {
  const access = rulebook.access.ofIntent(intent, null, facts);
  if (!access.ok) {
    return refusedCreation(intent, rulebook, { reason: "not-permitted", text: access.text });
  }
  const plan = planCreation(intent, rulebook);
  const [asked] = plan.acted.flatMap((verdict) => askedAlready(verdict, facts) ?? []);
  return asked ? refusedCreation(intent, rulebook, asked) : plan;
}

/** What all of the verdicts and the orders come to, in one plan. */
export function planOf(
  judged: readonly Judged[],
  creations: readonly Intent[],
  { facts, rulebook }: { readonly facts: Facts; readonly rulebook: ShellPorts["rulebook"] },
): Plan {
  const plans = [
    makePlan(judged, facts, rulebook),
    ...creations.map((intent) => creationPlan(intent, { facts, rulebook })),
  ];
  return {
    steps: plans.flatMap((plan) => plan.steps),
    acted: plans.flatMap((plan) => plan.acted),
    observed: plans.flatMap((plan) => plan.observed),
    skipped: plans.flatMap((plan) => plan.skipped),
    counts: plans.flatMap((plan) => plan.counts),
  };
}
