import type { Refused, Unwrapped } from "./unwrap-message.ts";

/** Types of events that a queue or a topic may carry. The clock and the archive speak for themselves alone. */
export const CARRIED_TYPES = ["action.request", "alarm.raised", "audit.recorded"] as const;
export type CarriedType = (typeof CARRIED_TYPES)[number];

/** What was read of a message, before the schema of the domain has seen it. */
export interface MessageDraft {
  readonly type: CarriedType;
  /**
   * A text: the sender's own id. `content`: told from what it says, which is the same however it came. `null`: the
   * platform's id, or a digest of the text, stands in.
   */
  readonly id: { readonly given: string } | "content" | null;
  /** ISO 8601; `null`: when the platform took it in, or now. */
  readonly time: unknown;
  readonly data: unknown;
}

/** Reads one kind of message. `undefined`: it is of another kind. */
export type MessageReader = (unwrapped: Unwrapped, nowMs: number) => MessageDraft | Refused | undefined;
