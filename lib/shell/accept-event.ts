import { type AutomationEvent, claimKey } from "../domain/event.ts";
import type { Accepted } from "../ports/status-log.ts";
import { entryAt } from "./entry.ts";
import type { ShellPorts } from "./shell-ports.ts";

/**
 * Takes an event in: one atomic, durable write, after which it may be acknowledged. The same delivery again
 * starts nothing and answers with the run it belongs to.
 */
export function acceptEvent(
  event: AutomationEvent,
  { store, clock, ids }: Pick<ShellPorts, "store" | "clock" | "ids">,
): Promise<Accepted> {
  const nowMs = clock.now();
  const subject = event.subject === undefined ? "" : `, ${event.subject}`;
  return store.accept({
    key: claimKey(event),
    run: ids.run(nowMs),
    event,
    entry: entryAt(nowMs, {
      phase: "received",
      reason: "received",
      text: `${event.type} from ${event.source}${subject}`,
      details: { source: event.source, type: event.type, trigger: event.trigger, time: event.time },
    }),
  });
}
