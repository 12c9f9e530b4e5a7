import type * as z from "zod";
import { AutomationEvent, EVENT_BYTES_MAX } from "../../domain/event.ts";
import { eventTimeProblem } from "../../domain/event-time.ts";
import { sha256 } from "../../signing/sha256.ts";
import { isJsonObject } from "../../sources/json-path.ts";
import type { DeliveredMessage } from "./delivery.ts";
import { CARRIED_TYPES, type CarriedType, type MessageDraft, type MessageReader } from "./message-draft.ts";
import { readAlarm } from "./read-alarm.ts";
import { orderDraft, readOrder } from "./read-order.ts";
import { readTrace } from "./read-trace.ts";
import { shapeOf } from "./shape-of.ts";
import { alarmId, traceId } from "./signal-id.ts";
import { type Refused, type Unwrapped, unwrapMessage } from "./unwrap-message.ts";

/**
 * Under which source each kind goes into the log. Never what the message says: `cli` is trusted with everything, and a
 * queue is not the command line.
 */
const SOURCE_OF: Readonly<Record<CarriedType, string>> = {
  "action.request": "inbox",
  "alarm.raised": "cloud-eye",
  "audit.recorded": "cts",
};

/** An event of our own as it stands: a CloudEvents envelope, or `{ type, id, data }` as `curfew send` takes it. */
const readOwnEvent: MessageReader = ({ body }) => {
  const { type, specversion, data, time } = body;
  if (typeof type !== "string" || !isJsonObject(data)) return undefined;
  const carried = CARRIED_TYPES.find((known) => known === type);
  if (carried === undefined) return { refused: `type: one of ${CARRIED_TYPES.join(", ")}` };
  if (specversion !== undefined && specversion !== "1.0") return { refused: 'specversion: "1.0"' };
  return carried === "action.request" ? orderDraft(body, data) : { type: carried, id: "content", time, data };
};

/** Signals before orders: a trace has fields by which it could pass for one. */
const READERS: readonly MessageReader[] = [readOwnEvent, readAlarm, readTrace, readOrder];

function draftOf(unwrapped: Unwrapped, nowMs: number): MessageDraft | Refused {
  for (const read of READERS) {
    const draft = read(unwrapped, nowMs);
    if (draft !== undefined) return draft;
  }
  return { refused: "message: an order, an alarm, a trace or an event" };
}

function ruleOf({ issues: [issue] }: z.ZodError): string {
  const field = issue?.path.filter((step, index) => index > 0 || step !== "data").join(".");
  // Which keys these are is for the shape to say: a key may be anybody's value.
  const rule = issue?.code === "unrecognized_keys" ? "keys that nobody knows stand in it" : issue?.message;
  return `${field || "message"}: ${rule}`;
}

/** The id that the payload gives, or the platform's, or a digest of the text: Kafka triggers give none. */
function idOf({ id }: MessageDraft, message: DeliveredMessage): string {
  if (id !== null && id !== "content") return id.given;
  return message.id ?? `sha256:${sha256(message.body, "hex")}`;
}

function withContentId(event: AutomationEvent): AutomationEvent {
  if (event.type === "alarm.raised") return { ...event, id: alarmId(event.data) };
  return event.type === "audit.recorded" ? { ...event, id: traceId(event.data) } : event;
}

/** Why an event cannot be kept although it is right. */
function unfit(event: AutomationEvent, nowMs: number): string | undefined {
  try {
    const bytes = Buffer.byteLength(JSON.stringify(event.data));
    return bytes > EVENT_BYTES_MAX
      ? `data: at most ${EVENT_BYTES_MAX} bytes`
      : eventTimeProblem(event, nowMs);
  } catch {
    // What nests thousands of levels deep is read without harm and cannot be written again.
    return "data: nested less deeply";
  }
}

function checked(draft: MessageDraft, message: DeliveredMessage, nowMs: number): AutomationEvent | Refused {
  const event = AutomationEvent.safeParse({
    specversion: "1.0",
    id: idOf(draft, message),
    source: SOURCE_OF[draft.type],
    type: draft.type,
    time: draft.time ?? message.time ?? new Date(nowMs).toISOString(),
    trigger: "queue",
    data: draft.data,
  });
  if (!event.success) return { refused: ruleOf(event.error) };
  const refused = unfit(event.data, nowMs);
  if (refused !== undefined) return { refused };
  return draft.id === "content" ? withContentId(event.data) : event.data;
}

/**
 * What a message of a queue or a topic says: an order, a Cloud Eye alarm, a trace of the audit service, or one of these
 * events of our own; as it stands or in the envelopes of SMN and SNS. What is none of these is refused with the rule
 * that it breaks and its shape, never with a value. Never throws.
 *
 * The id makes the same message the same event: the order's `id` or `key`, else the platform's id, else a digest of the
 * text; of an alarm its id, time, status and dimension; of a trace its own id.
 */
export function eventOfMessage(
  message: DeliveredMessage,
  { nowMs }: { readonly nowMs: number },
): AutomationEvent | Refused {
  const unwrapped = unwrapMessage(message);
  if ("refused" in unwrapped) return unwrapped;
  const draft = draftOf(unwrapped, nowMs);
  const event = "refused" in draft ? draft : checked(draft, unwrapped.message, nowMs);
  return "refused" in event
    ? { refused: `${event.refused}; its shape is ${shapeOf(unwrapped.body)}` }
    : event;
}
