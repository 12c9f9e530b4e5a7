import { AutomationError } from "../domain/errors.ts";
import type { HttpTransport } from "../ports/http-transport.ts";

/** A heartbeat must not hold up the work. */
const BOUNDS = { timeoutMs: 3_000, responseBytesMax: 65_536 } as const;

/**
 * Calls an address: whoever watches it notices a Curfew that is dead. Rejects when it does not answer with success. The
 * address may hold a token of the service that watches, so it is never told.
 */
export async function heartbeat(url: string, transport: HttpTransport): Promise<void> {
  const { status } = await transport({ method: "GET", url, headers: {}, ...BOUNDS });
  if (status < 300) return;
  throw new AutomationError("unavailable", `the heartbeat address answered ${status}`, {
    details: { status },
  });
}
