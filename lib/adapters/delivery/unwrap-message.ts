import { EVENT_BYTES_MAX } from "../../domain/event.ts";
import { isJsonObject, type JsonObject } from "../../sources/json-path.ts";
import type { DeliveredMessage } from "./delivery.ts";
import { shapeOf } from "./shape-of.ts";

/** Longest text of a message: an event as large as it may be, and the escapes of an envelope around it. */
const TEXT_CHARS_MAX = 4 * EVENT_BYTES_MAX;

/** A notification service may publish into another one; more envelopes than this make no sense. */
const ENVELOPES_MAX = 3;

/** What a message carries, out of its envelopes. */
export interface Unwrapped {
  readonly body: JsonObject;
  /** The innermost message: its id is the one that stays the same when the outer ones are made anew. */
  readonly message: DeliveredMessage;
}

/** A message that is not taken, and the rule that it breaks; never one of its values. */
export interface Refused {
  readonly refused: string;
}

/** Names under which the notification services put the same things. */
const ENVELOPES = [
  { type: "type", message: "message", id: "message_id", time: "timestamp" },
  { type: "Type", message: "Message", id: "MessageId", time: "Timestamp" },
] as const;

/** The message inside an envelope of SMN (over HTTP or by trigger) or SNS; `undefined` when there is none. */
function opened(body: JsonObject, origin: string): DeliveredMessage | Refused | undefined {
  for (const names of ENVELOPES) {
    const { [names.type]: type, [names.message]: text, [names.id]: id, [names.time]: time } = body;
    if (typeof type !== "string" || typeof text !== "string" || typeof id !== "string") continue;
    if (type.toLowerCase() !== "notification") {
      return { refused: `${names.type}: a notification; subscriptions are neither confirmed nor ended here` };
    }
    return { id, body: text, origin, time: typeof time === "string" ? time : null };
  }
  return undefined;
}

function parsed(text: string): { readonly value: unknown } | Refused {
  if (text.length > TEXT_CHARS_MAX) return { refused: `message: at most ${TEXT_CHARS_MAX} characters` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    // What the parser says holds a piece of the text.
    return { refused: `message: JSON; it is a text of ${text.length} characters that is none` };
  }
}

/** Takes a message out of the envelopes of notification services, up to three of them. */
export function unwrapMessage(message: DeliveredMessage): Unwrapped | Refused {
  let current = message;
  for (let depth = 0; depth <= ENVELOPES_MAX; depth += 1) {
    const read = parsed(current.body);
    if ("refused" in read) return read;
    const { value } = read;
    if (!isJsonObject(value)) return { refused: `message: a JSON object; its shape is ${shapeOf(value)}` };
    const inner = opened(value, current.origin);
    if (inner === undefined) return { body: value, message: current };
    if ("refused" in inner) return inner;
    current = inner;
  }
  return { refused: `message: at most ${ENVELOPES_MAX} envelopes inside each other` };
}
