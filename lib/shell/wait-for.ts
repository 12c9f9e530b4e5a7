import { isGoingOn } from "../core/spend/go-on.ts";
import { STEP_LIFE_MS } from "../core/step-life.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Facts, Inventory } from "../domain/facts.ts";
import type { Plan } from "../domain/plan.ts";
import type { Reason } from "../domain/reasons.ts";

/** A reason to decide later, and until when it is one, counted from the event. */
export interface Wait {
  readonly reason: "target-failed" | "doubtful-inventory" | "waiting" | "paused";
  readonly text: string;
  readonly forMs: number;
  /** What goes into the log beside it, such as the answer to whoever waits. Default: nothing. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Whether an event has a whole fleet judged again and again, without anybody who waits for an answer. */
export function isSweep(event: AutomationEvent): boolean {
  return event.type === "schedule.tick" || event.type === "alarm.raised" || isGoingOn(event);
}

/** How long an event waits for a list beyond doubt when part of what it wants could be done without. */
const DOUBT_LIFE_MS = 30 * 60_000;

const DOUBTED = "doubtful-inventory" satisfies Reason;

/** How long a trace waits for its machine to be listed and to come to rest: creations and starts take minutes. */
const CHANGE_LIFE_MS = 30 * 60_000;

const UNDER_WAY: readonly Reason[] = ["changing", "not-found"];

/** A trace is told while the change that it tells of is still under way: the machine is not there yet, or starts. */
function waitForChange(event: AutomationEvent, { skipped }: Plan): Wait | null {
  if (event.type !== "audit.recorded") return null;
  const early = skipped.find(({ reason }) => UNDER_WAY.includes(reason));
  return early ? { reason: "waiting", text: early.text, forMs: CHANGE_LIFE_MS } : null;
}

/** How many machines were judged and left alone. Of a sweep the skips are only counted; what was not found is none. */
function leftAlone(event: AutomationEvent, { skipped, counts }: Plan): number {
  if (isSweep(event)) return counts.reduce((sum, { skip }) => sum + skip, 0);
  return skipped.filter(({ resource }) => resource).length;
}

/**
 * Why it is too early to decide: every list that might hold what is meant failed, or is in doubt and something that
 * was wanted rests on it. A clock asks again by itself; a wish that somebody sent has to wait until the cloud can be
 * read, or it would be lost to a bad minute.
 */
export function waitFor(event: AutomationEvent, facts: Facts, plan: Plan): Wait | null {
  if (event.type === "schedule.tick") return null;
  const { inventories } = facts;
  const told = ({ target, kind, failed, doubt }: Inventory) => `${target}/${kind}: ${failed ?? doubt}`;
  const refused = plan.skipped.filter(({ reason }) => reason === DOUBTED).length;
  const judged = plan.steps.length + plan.observed.length + leftAlone(event, plan);
  if (refused > 0) {
    const text = inventories.filter(({ doubt }) => doubt !== null).map(told);
    const forMs = judged > refused ? DOUBT_LIFE_MS : STEP_LIFE_MS;
    return { reason: DOUBTED, text: text.join("; "), forMs };
  }
  const unread = inventories.filter(({ failed, doubt }) => failed !== null || doubt !== null);
  if (judged > 0 || unread.length === 0) return waitForChange(event, plan);
  const reason = unread.some(({ failed }) => failed !== null) ? "target-failed" : DOUBTED;
  return { reason, text: unread.map(told).join("; "), forMs: STEP_LIFE_MS };
}
