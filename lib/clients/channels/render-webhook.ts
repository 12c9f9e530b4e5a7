import type { OutgoingMessage } from "../../ports/messenger.ts";

/**
 * Notices for a program, in the envelope that Standard Webhooks advises. `data.id` is the same for every attempt, the time
 * is that of this one.
 */
export function renderWebhook(
  { id, notices }: Pick<OutgoingMessage, "id" | "notices">,
  nowMs: number,
): object {
  return { type: "curfew.notices", timestamp: new Date(nowMs).toISOString(), data: { id, notices } };
}
