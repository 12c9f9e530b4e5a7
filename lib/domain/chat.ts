import * as z from "zod";

/** Where somebody can say something; `webhook` is the generic form, signed as a Standard Webhook. */
export const CHAT_PLATFORMS = [
  "slack",
  "microsoft-teams",
  "dingtalk",
  "feishu-lark",
  "wecom",
  "discord",
  "webhook",
] as const;
export type ChatPlatform = (typeof CHAT_PLATFORMS)[number];

/** Longest text of a message that is kept; a command is a few words. */
export const CHAT_TEXT_CHARS_MAX = 2_000;

const Word = z.string().min(1).max(256);

/**
 * What somebody said or pressed in a chat, in one form. Who it was is an id that the platform proved, never a name. The
 * platforms' reply addresses and tokens are keys, and an event is written into the log: they are here sealed only.
 */
export const ChatMessage = z.strictObject({
  platform: z.enum(CHAT_PLATFORMS),
  /** Workspace, tenant, company or server. */
  team: Word.nullable(),
  user: Word,
  channel: Word.nullable(),
  /** Without the mention of the bot, blanks at its ends cut off. */
  text: z.string().max(CHAT_TEXT_CHARS_MAX),
  /** A button that was pressed. `value` is the command it stands for, as somebody would type it. */
  action: z.strictObject({ id: Word, value: z.string().max(CHAT_TEXT_CHARS_MAX).nullable() }).nullable(),
  /** Where the answer goes: see `lib/signing/seal.ts`. Absent: the platform offers nothing, or nothing could seal it. */
  reply: z.string().max(8_192).optional(),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** Languages in which people are answered. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What can be said in a chat: the verbs of the table, and the words that only ask or steer. */
export const CHAT_WORDS = [
  ...(["status", "why", "help"] as const),
  ...(["stop", "start", "extend", "hold", "release", "rebuild", "create"] as const),
  ...(["approve", "deny", "confirm", "undo", "pause", "resume"] as const),
] as const;
export type ChatWord = (typeof CHAT_WORDS)[number];
