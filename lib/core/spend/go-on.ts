import { BUDGETS_SOURCE } from "../../domain/built-in-sources.ts";
import type { Config } from "../../domain/config.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import { CAP_REASONS, type Reason } from "../../domain/reasons.ts";
import { verb } from "../../domain/verbs.ts";
import { createZoneClock } from "../hours/zone-clock.ts";
import { AHEAD_MAX_MS } from "../step-life.ts";
import { budgetPeriod } from "./budget-period.ts";

type BudgetAlert = Extract<AutomationEvent, { type: "budget.alert" }>;

/** Pause between two passes: as long as the meter takes between two looks. */
const PAUSE_MS = 5 * 60_000;

/** Where nobody knows when the round of a budget ends, a brake is given up after a day of passes. */
const PASSES_MAX = 288;

/** Why a machine that is meant is left to the next pass: a cap, or a group before it of which not all is done. */
const KEPT_BACK: readonly Reason[] = [...CAP_REASONS, "waiting"];

/** Whether an event goes on with what caps kept back of an alert. People were told of the alert itself. */
export function isGoingOn(event: AutomationEvent): boolean {
  return event.type === "budget.alert" && event.data.again !== undefined;
}

/**
 * Whether a policy goes on pass by pass. What can be repeated is judged anew each time; what may happen once is done by
 * the alert itself or not at all; and what is only observed stops nothing, so that no pass would ever be the last.
 */
export function goesOn({ action, mode }: Pick<Policy, "action" | "mode">): boolean {
  if (mode !== "enforce" || action === null) return false;
  const { disruptive, repeat } = verb(action.verb);
  return disruptive && repeat === "convergent";
}

/** Whether an alert of our own meter is about a round that is over: nothing is taken away for it any more. */
export function isRoundOver(
  event: AutomationEvent,
  { budgets }: Pick<Config, "budgets">,
  nowMs: number,
): boolean {
  if (event.type !== "budget.alert" || event.source !== BUDGETS_SOURCE) return false;
  const budget = budgets.find(({ name }) => name === event.data.budget);
  if (budget === undefined) return false;
  return event.data.period !== budgetPeriod(budget.per, createZoneClock(budget.zone), nowMs).name;
}

/** What a pass is followed by. */
export interface PassEnd {
  readonly config: Pick<Config, "budgets" | "policies">;
  readonly nowMs: number;
}

/**
 * The event that goes on with what caps kept back in the plan of an alert, some minutes later; `undefined` when nothing
 * was kept back, or the round will be over. Its id tells the alert and the pass: decided twice, it is one event.
 */
export function nextPass(
  event: AutomationEvent,
  { counts }: Pick<Plan, "counts">,
  { config, nowMs }: PassEnd,
): BudgetAlert | undefined {
  if (event.type !== "budget.alert") return undefined;
  const going = new Set(config.policies.filter(goesOn).map(({ name }) => name));
  const isCut = counts.some(
    ({ policy, reasons }) => going.has(policy) && KEPT_BACK.some((reason) => (reasons[reason] ?? 0) > 0),
  );
  const again = (event.data.again ?? 0) + 1;
  // An event is put off for as long as its time is further ahead than clocks may differ.
  const atMs = nowMs + PAUSE_MS + AHEAD_MAX_MS;
  const isLast = again > PASSES_MAX && event.source !== BUDGETS_SOURCE;
  if (!isCut || isLast || isRoundOver(event, config, nowMs + PAUSE_MS)) return undefined;
  const { replayof: _, ...alert } = event;
  return {
    ...alert,
    id: `${event.id.replace(/\/again\/\d+$/, "").slice(0, 240)}/again/${again}`,
    time: new Date(atMs).toISOString(),
    subject: `${event.data.budget}: goes on with what caps kept back, pass ${again + 1}`,
    data: { ...event.data, again },
  };
}
