import type { AutomationEvent } from "../domain/event.ts";
import type { ReplyHandle } from "../domain/reply-handle.ts";
import type { InboundHeaders } from "./header-values.ts";
import type { JsonObject } from "./json-path.ts";

/** An answer that the sender itself waits for: a challenge, a ping. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A proven delivery, parsed. */
export interface Delivery {
  readonly body: JsonObject;
  /** Not covered by any signature; good for telling kinds apart that the body confirms. */
  readonly headers: InboundHeaders;
  /** The delivery id that a header gave. */
  readonly deliveryId: string | null;
  /** The delivery id, or a digest of the signed bytes: the same for every repetition of the delivery. */
  readonly eventId: string;
  /** The proven time of sending, else the time of receiving, in milliseconds since 1970. */
  readonly atMs: number;
  /** Hides where an answer goes; `null` where the source has no secret to do so. Absent: nothing can be hidden. */
  readonly seal?: (handle: ReplyHandle) => string | null;
  /** What the platform calls us where somebody calls us in a text. Default: none, which is not known. */
  readonly ownIds?: readonly string[];
}

/** What a parser read, before the schema of the domain has seen it. */
export interface EventDraft {
  readonly type: Exclude<AutomationEvent["type"], "schedule.tick">;
  readonly id: string;
  /** When it happened, in milliseconds since 1970; `null` when the sender does not say. */
  readonly timeMs: number | null;
  readonly subject: string | null;
  readonly data: JsonObject;
}

/** `unsupported` names what is missing, never a value. */
export type Parsed =
  | { readonly kind: "event"; readonly draft: EventDraft }
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "unsupported"; readonly detail: string };

/** What one kind of sender means by a body. Strict about what the event needs, lenient about the rest. */
export type Parser = (delivery: Delivery) => Parsed;

/** The draft of an event of no special kind: the body as it is. */
export function webhookDraft(
  { body, eventId }: Delivery,
  overrides: Partial<Pick<EventDraft, "id" | "timeMs" | "data">> = {},
): Parsed {
  return {
    kind: "event",
    draft: { type: "webhook.received", id: eventId, timeMs: null, subject: null, data: body, ...overrides },
  };
}

/** Answer to a ping: it arrived and its signature is right. */
export const PONG: Parsed = {
  kind: "reply",
  reply: { status: 200, headers: { "content-type": "application/json" }, body: '{"ok":true}' },
};
