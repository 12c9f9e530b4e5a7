import type { AutomationEvent } from "../domain/event.ts";
import { observationOf } from "./frame/observation-of.ts";
import { matchPolicies } from "./match-policies.ts";
import type { Rulebook } from "./rulebook.ts";

/** Whether a clock slot calls for anything: a policy that is due, or budgets that are to be metered. */
export function isTickDue(event: AutomationEvent, rulebook: Rulebook): boolean {
  return observationOf(event, rulebook.config).meters || matchPolicies(event, rulebook).intents.length > 0;
}
