import type { AutomationEvent } from "../domain/event.ts";
import type { Policy } from "../domain/policy.ts";
import { verb } from "../domain/verbs.ts";
import { transitionOf } from "./ticket/transition-of.ts";

/**
 * What a signal asks for. Cloud Eye tells a lasting alarm again and again, and an asynchronous operation leaves a second
 * trace minutes later: for what may happen only once, all of a day count as the same. What can be repeated is judged
 * anew with each of them, as with each slot of a clock.
 */
function signal(
  what: string,
  told: { readonly id: string; readonly timeMs: number },
  policy: Policy,
): string {
  const once = policy.action !== null && verb(policy.action.verb).repeat === "once-only";
  return once ? `${what}:${new Date(told.timeMs).toISOString().slice(0, 10)}` : told.id;
}

/** What is wanted once: one key for every delivery of the same wish, another key for the next wish. */
export function businessKey(event: AutomationEvent, policy: Policy): string {
  // Played again, an event is still the same wish: what has happened once because of it must not happen again.
  const id = event.replayof ?? event.id;
  switch (event.type) {
    case "schedule.tick":
      return `slot:${policy.name}:${event.data.slot}`;
    case "budget.alert": {
      const { budget, period, at, kind, again } = event.data;
      const pass = again === undefined ? "" : `:${again}`;
      // Without a period the month of the alert stands in: most budgets are monthly.
      return `budget:${budget}:${period ?? event.time.slice(0, 7)}:${at}:${kind}${pass}`;
    }
    case "ticket.updated":
      // Nothing that may happen only once is asked for without a transition, see `match-policies.ts`.
      return `ticket:${event.source}:${event.data.key}:${transitionOf(event) ?? id}`;
    case "webhook.received":
      return `webhook:${event.source}:${id}`;
    case "action.request":
      // A run is taken back once, whoever asks for it and how often.
      if (event.data.undoes !== undefined) return `undo:${event.data.undoes}`;
      return `request:${event.source}:${id}`;
    case "alarm.raised": {
      const { alarm, timeMs } = event.data;
      return `alarm:${signal(alarm, { id, timeMs }, policy)}`;
    }
    case "audit.recorded": {
      const { resourceId, resourceName, traceName, timeMs } = event.data;
      return `audit:${signal(`${resourceId ?? resourceName}:${traceName}`, { id, timeMs }, policy)}`;
    }
    case "log.archived":
      return `archive:${event.data.digest}`;
    case "policy.mode":
      return `mode:${id}`;
    case "chat.message":
      return `chat:${event.source}:${id}`;
    case "notices.due":
      return `notices:${id}`;
  }
}
