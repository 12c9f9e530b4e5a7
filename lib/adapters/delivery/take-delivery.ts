import type { AutomationEvent } from "../../domain/event.ts";
import { eventTimeProblem } from "../../domain/event-time.ts";
import type { Delivery } from "./delivery.ts";
import { errorText } from "./error-text.ts";
import { eventOfMessage } from "./read-message.ts";

/** What a host does for a delivery. */
export interface DeliveryHost {
  /** Takes an event in; durable when it resolves, and nothing was written when it rejects. */
  readonly take: (event: AutomationEvent) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes operational lines: what was refused, what has to come again. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/** One of a delivery that was not taken in: its place among the others, and why. */
export interface LeftDelivery {
  readonly index: number;
  readonly why: string;
}

/** What became of a delivery. What stands in neither list is in the log, durably, and may be acknowledged. */
export interface TakenDelivery {
  /** How many were taken in, those included that were known already. */
  readonly taken: number;
  /** Nothing of these was written: have them delivered again. */
  readonly again: readonly LeftDelivery[];
  /** Nobody can make anything of these, and delivering them again would not change that. */
  readonly refused: readonly LeftDelivery[];
}

interface Item {
  readonly index: number;
  /** For the log: the id that the sender gave, or the place. */
  readonly name: string;
  readonly origin: string;
  /** The event, or why there is none. */
  readonly event: AutomationEvent | { readonly refused: string };
}

function itemsOf(
  delivery: Extract<Delivery, { kind: "messages" | "events" }>,
  nowMs: number,
): readonly Item[] {
  if (delivery.kind === "messages") {
    return delivery.messages.map((message, index) => ({
      ...{ index, name: message.id ?? `#${index}`, origin: message.origin },
      event: eventOfMessage(message, { nowMs }),
    }));
  }
  return delivery.events.map((event, index) => {
    const refused = eventTimeProblem(event, nowMs);
    const { id: name, source: origin } = event;
    return { index, name, origin, event: refused === undefined ? event : { refused } };
  });
}

/**
 * Takes in what a queue, a topic or a bus delivers, one after the other: each is durable, to be delivered again, or
 * refused, and one that is poison keeps none of the others back. Never rejects. Requests and ticks are other functions'.
 */
export async function takeDelivery(
  delivery: Extract<Delivery, { kind: "messages" | "events" | "unknown" }>,
  host: DeliveryHost,
): Promise<TakenDelivery> {
  if (delivery.kind === "unknown") {
    const why = `event: one of the known triggers; its shape is ${delivery.shape}`;
    host.log({ what: "refused", error: why });
    return { taken: 0, again: [], refused: [{ index: 0, why }] };
  }
  const again: LeftDelivery[] = [];
  const refused: LeftDelivery[] = [];
  const items = itemsOf(delivery, host.now());
  for (const { index, name, origin, event } of items) {
    if ("refused" in event) {
      refused.push({ index, why: event.refused });
      host.log({ what: "refused", message: name, origin, error: event.refused });
      continue;
    }
    try {
      await host.take(event);
    } catch (error) {
      const why = errorText(error);
      again.push({ index, why });
      host.log({ what: "not taken in", message: name, origin, error: why });
    }
  }
  return { taken: items.length - again.length - refused.length, again, refused };
}
