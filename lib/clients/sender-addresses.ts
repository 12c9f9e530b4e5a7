import { AutomationError } from "../domain/errors.ts";
import type { HttpTransport } from "../ports/http-transport.ts";
import type { SenderAddresses } from "../ports/sender-addresses.ts";

/** Certificates change over years; a key that an issuer takes back is believed for so long at most. */
const KEPT_MS = 600_000;
/** An address that failed is not asked again for every delivery that names it. */
const FAILED_KEPT_MS = 30_000;
/** Between two readings for keys that nobody knows: their names come from strangers. */
const AGAIN_MS = 60_000;
const KEPT_MAX = 64;
/** New addresses are read so often a minute: who may name them has proven nothing yet. */
const NEW_PER_HOST_MAX = 6;
const NEW_MAX = 30;
const MINUTE_MS = 60_000;
const TIMEOUT_MS = 4_000;
const KEY_BYTES_MAX = 65_536;
const PAGE_BYTES_MAX = 262_144;

/** What the addresses are read with. */
export interface SenderAddressParts {
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Kept<Value> {
  readonly atMs: number;
  readonly value: Value;
}

/** A few entries by address; the one that was put in first leaves first. */
function put<Value>(kept: Map<string, Kept<Value>>, url: string, entry: Kept<Value>): void {
  kept.delete(url);
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  kept.set(url, entry);
}

function throttled(url: string): AutomationError {
  return new AutomationError("throttled", `${new URL(url).host}: a sender's key was asked for too often`, {
    details: { ambiguous: false, retryable: true },
  });
}

/** Counts readings of addresses that never held a key. */
function createAllowance(now: () => number): (url: string) => boolean {
  const reads: { readonly host: string; readonly atMs: number }[] = [];
  return (url) => {
    const { host } = new URL(url);
    while ((reads[0]?.atMs ?? Number.POSITIVE_INFINITY) <= now() - MINUTE_MS) reads.shift();
    const ofHost = reads.filter((read) => read.host === host).length;
    if (reads.length >= NEW_MAX || ofHost >= NEW_PER_HOST_MAX) return false;
    reads.push({ host, atMs: now() });
    return true;
  };
}

/**
 * Reads what senders keep at their addresses. Redirects are not followed, so a checked host stays the one that answers. A
 * key is kept for ten minutes, a failure for half a minute, and several deliveries at once share one reading.
 *
 * Whoever names an address has proven nothing, so addresses that never held a key are read a few times a minute only, and
 * what fails takes the place of nothing that was good: one that was good is read again without asking the allowance.
 */
export function createSenderAddresses({ transport, now }: SenderAddressParts): SenderAddresses {
  const good = new Map<string, Kept<string>>();
  const failed = new Map<string, Kept<unknown>>();
  const reading = new Map<string, Promise<string>>();
  const isAllowed = createAllowance(now);

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

  async function readKey(url: string): Promise<string> {
    try {
      const value = await read(url, KEY_BYTES_MAX);
      failed.delete(url);
      put(good, url, { atMs: now(), value });
      return value;
    } catch (error) {
      put(failed, url, { atMs: now(), value: error });
      throw error;
    } finally {
      reading.delete(url);
    }
  }

  function keptKey(url: string, again: boolean): string | undefined {
    const known = good.get(url);
    const failure = failed.get(url);
    if (known && !again && now() < known.atMs + KEPT_MS) return known.value;
    if (failure && now() < failure.atMs + FAILED_KEPT_MS) throw failure.value;
    if (known && again && now() < known.atMs + AGAIN_MS) throw throttled(url);
    if (!known && !isAllowed(url)) throw throttled(url);
    return undefined;
  }

  return {
    fetchKey: async (url, { again = false } = {}) => {
      const running = reading.get(url);
      if (running !== undefined) return running;
      const kept = keptKey(url, again);
      if (kept !== undefined) return kept;
      const started = readKey(url);
      reading.set(url, started);
      return started;
    },
    visit: async (url) => void (await read(url, PAGE_BYTES_MAX)),
  };
}
