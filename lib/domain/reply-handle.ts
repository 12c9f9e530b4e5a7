import * as z from "zod";
import { CHAT_PLATFORMS } from "./chat.ts";

/**
 * Where the answer to a message goes. Whoever holds it can speak in our name, so outside of memory it exists sealed only.
 * Parts by platform: slack `responseUrl`; discord `applicationId`, `token`; dingtalk `sessionWebhook`; feishu-lark
 * `openToken`, `chatId`, `messageId` as far as they are known; wecom `responseCode`; webhook `callbackUrl`.
 */
export const ReplyHandle = z.strictObject({
  platform: z.enum(CHAT_PLATFORMS),
  /** From then on the platform takes nothing any more, milliseconds since 1970; `null`: it names no end. */
  expiresMs: z.number().int().nullable(),
  parts: z.record(z.string().max(64), z.string().max(4_096)),
});
export type ReplyHandle = z.infer<typeof ReplyHandle>;
