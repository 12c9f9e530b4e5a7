import { type EmbeddedContext, takeTick } from "../../lib/adapters/node/embedded.ts";
import { openHost } from "../../lib/compose/open-host.ts";

const opened = openHost(process.env["CURFEW_CONFIG"] ?? "curfew.yaml", (name) => process.env[name]);

/** Works through one slot of a clock. For programs that have a scheduler of their own. */
export async function handler(
  slot: { slotMs: number; sinceMs: number },
  context: EmbeddedContext,
): Promise<unknown> {
  return takeTick(slot, context, await opened);
}
