import type { DeliveredMessage, Delivery } from "../../../../lib/adapters/delivery/delivery.ts";

/** The messages of a delivery that must have some. */
export function messagesOf(delivery: Delivery | undefined): readonly DeliveredMessage[] {
  if (delivery?.kind !== "messages") throw new Error(`no messages but ${delivery?.kind}`);
  return delivery.messages;
}

/** The values behind the texts of JSON messages. */
export function bodiesOf(delivery: Delivery | undefined): unknown[] {
  return messagesOf(delivery).map(({ body }) => JSON.parse(body));
}
