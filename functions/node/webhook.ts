import { type EmbeddedContext, takeWebhook } from "../../lib/adapters/node/embedded.ts";
import type { HttpAnswer, HttpRecord } from "../../lib/adapters/web/http-record.ts";
import { openHost } from "../../lib/compose/open-host.ts";

const opened = openHost(process.env["CURFEW_CONFIG"] ?? "curfew.yaml", (name) => process.env[name]);

/** Takes one webhook delivery in. For programs that have an HTTP server of their own. */
export async function handler(request: HttpRecord, context: EmbeddedContext): Promise<HttpAnswer> {
  return takeWebhook(request, context, await opened);
}
