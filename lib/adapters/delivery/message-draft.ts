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

/** A text cut to what an event holds, a number as text, `undefined` for nothing and for anything else. */
export function wordOf(value: unknown, charsMax = 256): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, charsMax) : undefined;
}

/** The entries that are known, for a schema that takes no `undefined`. */
export function known(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
