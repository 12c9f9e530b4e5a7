import { BUDGETS_SOURCE } from "../../domain/built-in-sources.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { On, Policy } from "../../domain/policy.ts";
import { NOTHING } from "../../domain/verbs.ts";
import { goesOn, isGoingOn } from "./go-on.ts";

/**
 * Whether an alert sets a policy off that waits for its budget. A forecast is no spending yet: it is told to people, and
 * nothing is taken away for it. What goes on with an alert goes on with its stops alone.
 */
export function isReached(
  on: Extract<On, { kind: "budget" }>,
  event: Extract<AutomationEvent, { type: "budget.alert" }>,
  policy: Policy,
): boolean {
  const { data, source } = event;
  if (data.budget !== on.budget || data.at < on.at) return false;
  if (!isGoingOn(event)) return data.kind === "actual" || policy.action?.verb === NOTHING;
  // Our own meter gives an alert at the very share of each policy, so that each goes on in one row of passes alone.
  return goesOn(policy) && (source !== BUDGETS_SOURCE || data.at === on.at);
}
