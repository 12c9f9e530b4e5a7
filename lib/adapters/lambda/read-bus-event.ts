import type { AutomationEvent } from "../../domain/event.ts";
import { hideCallback } from "../../sources/hide-callback.ts";
import { isJsonObject, textAt, valueAt } from "../../sources/json-path.ts";
import { parseStandardWebhook } from "../../sources/parse-standard-webhook.ts";
import type { EventDraft } from "../../sources/parser.ts";
import { type Completed, type EventOrigin, toEvent } from "../../sources/to-event.ts";
import { invalidEvent } from "./invalid-event.ts";

/** Longest name of a source that a configuration can hold. */
const NAME_CHARS_MAX = 64;

/**
 * The source under which a sender on the bus is known: `com.example.tickets` is `eventbridge-com-example-tickets`. A
 * prefix of its own, because whoever may put events on the bus chooses this name freely: without it a sender could call
 * itself `cli`, which is trusted with everything, or a webhook's name, whose signature nobody has checked here.
 */
function sourceName(source: string): string {
  return `eventbridge-${source.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`.slice(0, NAME_CHARS_MAX);
}

function complete(draft: EventDraft, origin: EventOrigin): Completed {
  try {
    return toEvent(draft, origin);
  } catch (error) {
    // What nests thousands of levels deep was parsed without harm and cannot be written as text again.
    if (error instanceof RangeError) throw invalidEvent("detail", "nested less deeply");
    throw error;
  }
}

/**
 * Reads an event of the EventBridge bus, or `undefined` when it is none. `detail-type` and `detail` mean what `type` and
 * `data` mean in a Standard Webhook: `action.request`, `budget.alert` and `ticket.updated` are themselves, everything
 * else is a `webhook.received`. Throws `invalid-event` for a detail that is not what its type asks for.
 *
 * @see EventBridge User Guide, "EventBridge event structure"
 */
export function readBusEvent(event: unknown, nowMs: number): AutomationEvent | undefined {
  const [id, type, source] = [textAt(event, "id"), textAt(event, "detail-type"), textAt(event, "source")];
  const detail = valueAt(event, "detail");
  if (id === null || type === null || source === null || detail === undefined) return undefined;
  if (!isJsonObject(detail)) throw invalidEvent("detail", "an object");
  // Whoever may put events on the bus could say to be anybody.
  if (type === "chat.message")
    throw invalidEvent("detail-type", "no chat.message, which is heard as a signed webhook alone");
  const parsed = parseStandardWebhook({
    body: { type, timestamp: valueAt(event, "time"), data: detail },
    headers: {},
    deliveryId: id,
    eventId: id,
    atMs: nowMs,
  });
  if (parsed.kind !== "event") throw invalidEvent("detail", "what its detail-type asks for");
  // No secret is shared with who puts events on the bus, so nothing can be hidden, and no result could be signed.
  const draft = { ...parsed.draft, data: hideCallback(parsed.draft.data, () => null) };
  const completed = complete(draft, { name: sourceName(source), receivedAtMs: nowMs });
  if (!completed.ok) throw invalidEvent("detail", `what its detail-type asks for (${completed.detail})`);
  return { ...completed.event, trigger: "queue" };
}
