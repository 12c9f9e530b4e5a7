import { eventTimeMs } from "../../sources/event-time.ts";
import { isJsonObject, listAt, textAt, valueAt } from "../../sources/json-path.ts";
import type { DeliveredMessage } from "../delivery/delivery.ts";
import { invalidEvent } from "./invalid-event.ts";

/** Messages, with the ids that a partial answer names. */
export interface LambdaMessages {
  readonly kind: "messages";
  readonly messages: readonly DeliveredMessage[];
  /** SQS: ids of the queue's own messages, in the order of `messages`. `null`: the sender reads no partial answer. */
  readonly itemIds: readonly string[] | null;
}

/** Names of queues and topics have 80 and 256 characters at most. */
const ORIGIN_CHARS_MAX = 256;

/** Last part of an ARN, which names the queue or the topic. */
function lastOf(arn: string | null): string {
  return arn?.split(":").at(-1)?.slice(0, ORIGIN_CHARS_MAX) || "unnamed";
}

function isoOf(time: unknown): string | null {
  const timeMs = eventTimeMs(time);
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

function needed(value: unknown, field: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw invalidEvent(field, "a text");
}

function notificationOf(sns: unknown, field: string): DeliveredMessage {
  return {
    id: needed(valueAt(sns, "MessageId"), `${field}.MessageId`),
    body: needed(valueAt(sns, "Message"), `${field}.Message`),
    origin: `sns:${lastOf(textAt(sns, "TopicArn"))}`,
    time: isoOf(valueAt(sns, "Timestamp")),
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What SNS writes into a queue unless raw delivery is switched on. */
function isSnsEnvelope(value: unknown): boolean {
  return (
    valueAt(value, "Type") === "Notification" &&
    textAt(value, "TopicArn") !== null &&
    [valueAt(value, "MessageId"), valueAt(value, "Message")].every(
      (part) => typeof part === "string" && part !== "",
    )
  );
}

/** An envelope's own id stays the same where SNS delivers it to the queue twice; the queue's id does not. */
function queueMessageOf(record: unknown, field: string): DeliveredMessage {
  const body = valueAt(record, "body");
  if (typeof body !== "string") throw invalidEvent(`${field}.body`, "a text");
  const sent = Number(textAt(record, "attributes", "SentTimestamp") ?? Number.NaN);
  const envelope = body.startsWith("{") ? parsedJson(body) : undefined;
  if (isSnsEnvelope(envelope)) return notificationOf(envelope, `${field}.body`);
  const origin = `sqs:${lastOf(textAt(record, "eventSourceARN"))}`;
  return { id: needed(valueAt(record, "messageId"), `${field}.messageId`), body, origin, time: isoOf(sent) };
}

/** SQS writes `eventSource`, SNS writes `EventSource`. */
function isFrom(records: readonly unknown[], sender: "sqs" | "sns"): boolean {
  const field = sender === "sqs" ? "eventSource" : "EventSource";
  return records.length > 0 && records.every((record) => valueAt(record, field) === `aws:${sender}`);
}

/**
 * Reads a batch of SQS or a notification of SNS, or `undefined` when it is neither. Throws `invalid-event` for a record
 * without id or body: what cannot be named cannot be acknowledged, so the whole batch has to come again.
 *
 * @see Lambda Developer Guide, "Using Lambda with Amazon SQS" and "Invoking Lambda functions with Amazon SNS
 * notifications"; SNS Developer Guide, "Parsing message formats"
 */
export function readRecords(event: unknown): LambdaMessages | undefined {
  if (!isJsonObject(event)) return undefined;
  const records = listAt(event, "Records");
  if (isFrom(records, "sqs")) {
    const itemIds = records.map((record, index) =>
      needed(valueAt(record, "messageId"), `Records.${index}.messageId`),
    );
    const messages = records.map((record, index) => queueMessageOf(record, `Records.${index}`));
    return { kind: "messages", messages, itemIds };
  }
  if (!isFrom(records, "sns")) return undefined;
  const messages = records.map((record, index) =>
    notificationOf(valueAt(record, "Sns"), `Records.${index}.Sns`),
  );
  return { kind: "messages", messages, itemIds: null };
}
