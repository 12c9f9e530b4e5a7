import * as z from "zod";
import { LANGUAGES } from "./chat.ts";

/** A button: pressing it says `command`, as if it were typed, on platforms that have buttons. */
export const NoticeButton = z.object({
  label: z.string().min(1).max(75),
  command: z.string().min(1).max(1_000),
  style: z.enum(["plain", "primary", "danger"]).default("plain"),
});
export type NoticeButton = z.infer<typeof NoticeButton>;

/** What a notice is about; channels may show it, filters may go by it. */
export const NOTICE_KINDS = [
  ...(["answer", "warning", "stopped", "done", "failed", "unknown", "still-running"] as const),
  ...(["approval", "budget", "digest", "skipped"] as const),
] as const;

/**
 * Something that people are told, free of any platform's form. It holds no secret: it is kept in the log until it has
 * been delivered.
 */
export const Notice = z.object({
  kind: z.enum(NOTICE_KINDS),
  language: z.enum(LANGUAGES),
  /** One line, plain text. */
  title: z.string().min(1).max(300),
  /** Plain text, each on a line of its own. */
  lines: z.array(z.string().max(1_000)).max(60),
  buttons: z.array(NoticeButton).max(10),
  /** The run it tells of. */
  run: z.string().nullable(),
  /** What programs read: goes into webhooks and callbacks as it is. */
  facts: z.record(z.string(), z.unknown()).default({}),
});
export type Notice = z.infer<typeof Notice>;

/** Where a notice goes. No form of it holds a secret: channels are references, reply addresses are sealed. */
export const NoticeAddress = z.discriminatedUnion("kind", [
  /** As written under `tell`: `slack:#vision`, `feishu:env:HOOK`, `email:ops@example.com`. */
  z.object({ kind: z.literal("channel"), channel: z.string() }),
  /** Back to whoever said something: `sealed` as in the chat event. */
  z.object({ kind: z.literal("reply"), source: z.string(), platform: z.string(), sealed: z.string() }),
  /** A comment on the ticket from which the event came. `ticket` is what the API calls it. */
  z.object({ kind: z.literal("comment"), source: z.string(), ticket: z.string() }),
  /** The address that the sender named, sealed as in the event; signed as a Standard Webhook with the source's own secret. */
  z.object({ kind: z.literal("callback"), source: z.string(), url: z.string() }),
]);
export type NoticeAddress = z.infer<typeof NoticeAddress>;

/** Stands as the policy of entries that tell of messages to people. */
export const NOTICES_POLICY = "(notices)";

/** Type of the event whose run tells people. Such runs act on nothing and do not count where it is asked how many are open. */
export const NOTICES_EVENT = "notices.due";
