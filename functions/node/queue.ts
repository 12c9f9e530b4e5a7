import type { EmbeddedContext } from "../../lib/adapters/node/embedded.ts";
import {
  type QueueMessage,
  type TakenMessages,
  takeMessages,
} from "../../lib/adapters/node/take-messages.ts";
import { openHost } from "../../lib/compose/open-host.ts";

const opened = openHost(process.env["CURFEW_CONFIG"] ?? "curfew.yaml", (name) => process.env[name]);

/**
 * Takes the messages of a queue in. For programs that have a consumer of their own: what the answer names under
 * `again` has to be delivered again, everything else may be acknowledged.
 */
export async function handler(
  messages: readonly QueueMessage[],
  context: EmbeddedContext,
): Promise<TakenMessages> {
  return takeMessages(messages, context, await opened);
}
