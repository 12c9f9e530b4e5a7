import { AutomationError } from "../domain/errors.ts";
import type { HttpTransport } from "../ports/http-transport.ts";
import type { SenderAddresses } from "../ports/sender-addresses.ts";

/** Certificates and key sets change over weeks; a changed key comes under another address or within the hour. */
const KEPT_MS = 3_600_000;
/** An address that failed is not asked again for every delivery that names it. */
const FAILED_KEPT_MS = 30_000;
const KEPT_MAX = 64;
const TIMEOUT_MS = 4_000;
const KEY_BYTES_MAX = 65_536;
const PAGE_BYTES_MAX = 262_144;

/** What the addresses are read with. */
export interface SenderAddressParts {
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Kept {
  readonly untilMs: number;
  readonly text: Promise<string>;
}

/**
 * Reads what senders keep at their addresses. Redirects are not followed, so a checked host stays the one that answers.
 * A key is kept for an hour, a failure for half a minute, and several deliveries at once share one reading.
 */
export function createSenderAddresses({ transport, now }: SenderAddressParts): SenderAddresses {
  const kept = new Map<string, Kept>();

  async function read(url: string, responseBytesMax: number): Promise<string> {
    const { status, body } = await transport({
      ...{ method: "GET", url, headers: {}, timeoutMs: TIMEOUT_MS, responseBytesMax },
    });
    if (status >= 200 && status < 300) return new TextDecoder().decode(body);
    const { host } = new URL(url);
    throw new AutomationError(
      "invalid-response",
      `${host} answered ${status} where a sender's key should be`,
    );
  }

  function forget(): void {
    for (const [url, { untilMs }] of kept) if (untilMs <= now() || kept.size >= KEPT_MAX) kept.delete(url);
  }

  return {
    fetchKey: (url) => {
      const known = kept.get(url);
      if (known && known.untilMs > now()) return known.text;
      forget();
      const text = read(url, KEY_BYTES_MAX);
      kept.set(url, { untilMs: now() + KEPT_MS, text });
      // Whoever waits for it is told by the promise itself; this only shortens how long the failure is remembered.
      text.catch(() => kept.set(url, { untilMs: now() + FAILED_KEPT_MS, text }));
      return text;
    },
    visit: async (url) => void (await read(url, PAGE_BYTES_MAX)),
  };
}
