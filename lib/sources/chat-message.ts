import { createHash } from "node:crypto";
import { CHAT_TEXT_CHARS_MAX, type ChatMessage } from "../domain/chat.ts";
import type { ReplyHandle } from "../domain/reply-handle.ts";
import type { Delivery, Parsed } from "./parser.ts";

/** What a platform says of a message; who it was is an id that the platform proved, never a name. */
export type Said = Omit<ChatMessage, "reply">;

/** What is known of the message beside its content. */
export interface ChatOrigin {
  /** `null`: the delivery's own. */
  readonly id: string | null;
  readonly timeMs: number | null;
  /** Where the answer goes. It is sealed before there is an event. */
  readonly reply?: ReplyHandle | null;
}

const ID_CHARS_MAX = 256;

/** What is cut off shows, so that no command is made of the rest: a word with this sign in it is none. */
const CUT = "…";

function bounded(text: string): string {
  if (text.length <= CHAT_TEXT_CHARS_MAX) return text;
  // Not through the middle of a character.
  return text.slice(0, CHAT_TEXT_CHARS_MAX - CUT.length).replace(/[\ud800-\udbff]$/, "") + CUT;
}

/** The event of a chat message. */
export function chatEvent(delivery: Delivery, message: Said, { id, timeMs, reply }: ChatOrigin): Parsed {
  const { action } = message;
  const sealed = reply ? (delivery.seal?.(reply) ?? null) : null;
  const data = {
    ...message,
    text: bounded(message.text.trim()),
    action: action && {
      id: action.id.slice(0, ID_CHARS_MAX),
      value: action.value === null ? null : bounded(action.value.trim()),
    },
    ...(sealed !== null && { reply: sealed }),
  } satisfies ChatMessage;
  return {
    kind: "event",
    draft: { type: "chat.message", id: id ?? delivery.eventId, timeMs, subject: null, data },
  };
}

/**
 * The id of a pressed button: the same however often the same person presses it, so that it has one effect. Platforms
 * give every press an id of its own. `null` where the message that holds the button is not known.
 */
export function pressId(parts: {
  readonly message: string | null;
  readonly user: string;
  readonly button: string;
}): string | null {
  const { message, user, button } = parts;
  if (message === null) return null;
  return `press:${createHash("sha256")
    .update(JSON.stringify([message, user, button]))
    .digest("hex")}`;
}

/** Nobody is named, so nobody can be asked whether they may. */
export const NOBODY_SPOKE: Parsed = { kind: "unsupported", detail: "the id of the user: must be there" };
