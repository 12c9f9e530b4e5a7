import { type EmbeddedContext, type QueueMessage, takeMessages } from "../../lib/adapters/node/embedded.ts";
import { openHost } from "../../lib/compose/open-host.ts";

const opened = openHost(process.env["CURFEW_CONFIG"] ?? "curfew.yaml", (name) => process.env[name]);

/** Takes the messages of a queue in. For programs that have a consumer of their own. */
export async function handler(messages: readonly QueueMessage[], context: EmbeddedContext): Promise<unknown> {
  return takeMessages(messages, context, await opened);
}
