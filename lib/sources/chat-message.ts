import type { JsonObject } from "./json-path.ts";
import { type Delivery, type Parsed, webhookDraft } from "./parser.ts";

/** Longest text of a message that is kept; a command is a few words. */
const TEXT_CHARS_MAX = 2_000;

/**
 * What somebody said or pressed in a chat, in one form. Who it was is an id that the platform proved, never a name. The
 * platforms' reply addresses and tokens are not part of it: they are keys, and an event is written into the log.
 */
export interface ChatMessage {
  readonly platform: "slack" | "microsoft-teams" | "dingtalk" | "feishu-lark" | "wecom" | "discord";
  /** Workspace, tenant, company or server. */
  readonly team: string | null;
  readonly user: string;
  readonly channel: string | null;
  /** Without the mention of the bot, blanks at its ends cut off. */
  readonly text: string;
  /** A button that was pressed, with what it carries. */
  readonly action: { readonly id: string; readonly value: string | null } | null;
}

/** What is known of the message beside its content. */
export interface ChatOrigin {
  readonly id: string | null;
  readonly timeMs: number | null;
}

/** The event of a chat message: its data is the message under `chat`. */
export function chatEvent(delivery: Delivery, message: ChatMessage, origin: ChatOrigin): Parsed {
  const chat = { ...message, text: message.text.trim().slice(0, TEXT_CHARS_MAX) };
  const data: JsonObject = { chat };
  return webhookDraft(delivery, { id: origin.id ?? delivery.eventId, timeMs: origin.timeMs, data });
}

/** Nobody is named, so nobody can be asked whether they may. */
export const NOBODY_SPOKE: Parsed = { kind: "unsupported", detail: "the id of the user: must be there" };
