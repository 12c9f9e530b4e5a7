import { isJsonObject, type JsonObject, listAt, textAt, valueAt } from "../../sources/json-path.ts";
import { timeMsOf } from "../../sources/time-ms.ts";
import type { DeliveredMessage, Delivery } from "../delivery/delivery.ts";
import { toMessage } from "./to-message.ts";

/** What a queue's trigger calls itself, how its messages are named, and where a record says its topic. */
interface QueueKind {
  readonly from: string;
  readonly place: string;
}

/** Kafka of one's own writes `KAFKA` too; its other name is the one of the trigger's type. */
const KINDS: Readonly<Record<string, QueueKind>> = {
  KAFKA: { from: "kafka", place: "topic_id" },
  OPENSOURCEKAFKA: { from: "kafka", place: "topic_id" },
  RABBITMQ: { from: "rabbitmq", place: "exchange" },
  ROCKETMQ: { from: "rocketmq", place: "topic_id" },
};

/** The messages of one record. A record without a list of them is one message itself, so that nothing gets lost. */
function messagesOf(record: unknown): readonly unknown[] {
  const messages = valueAt(record, "messages");
  if (Array.isArray(messages)) return messages;
  // Some published types have one message here instead.
  return [valueAt(record, "message") ?? record];
}

/**
 * Kafka (of DMS and of one's own), RabbitMQ, RocketMQ: the messages of every record in their order. The platform
 * passes neither key nor partition nor offset, so there are no ids: what makes a message the same one must stand in
 * its text.
 */
export function readQueue(event: JsonObject): Delivery | undefined {
  const type = textAt(event, "trigger_type");
  const kind = type !== null && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined || !Array.isArray(valueAt(event, "records"))) return undefined;
  const timeMs = timeMsOf(valueAt(event, "event_time"));
  const messages = listAt(event, "records").flatMap((record): readonly DeliveredMessage[] => {
    const place = isJsonObject(record) ? textAt(record, kind.place) : null;
    return messagesOf(record).map((message) => toMessage(message, { from: kind.from, place, timeMs }));
  });
  return { kind: "messages", messages };
}
