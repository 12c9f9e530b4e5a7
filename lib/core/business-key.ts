import type { AutomationEvent } from "../domain/event.ts";
import type { Policy } from "../domain/policy.ts";

/** Written as text, every object would be the same transition; only what names one does count. */
function transition(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** What is wanted once: one key for every delivery of the same wish, another key for the next wish. */
export function businessKey(event: AutomationEvent, policy: Policy): string {
  // Played again, an event is still the same wish: what has happened once because of it must not happen again.
  const id = event.replayof ?? event.id;
  switch (event.type) {
    case "schedule.tick":
      return `slot:${policy.name}:${event.data.slot}`;
    case "budget.alert":
      // Without a period the month of the alert stands in: most budgets are monthly.
      return `budget:${event.data.budget}:${event.data.period ?? event.time.slice(0, 7)}:${event.data.at}:${event.data.kind}`;
    case "ticket.updated":
      return `ticket:${event.source}:${event.data.key}:${transition(event.data["transition"]) ?? id}`;
    case "webhook.received":
      return `webhook:${event.source}:${id}`;
    case "action.request":
      return `request:${event.source}:${id}`;
    case "log.archived":
      return `archive:${event.data.digest}`;
  }
}
