/** How a key is read. */
export interface FetchKeyOptions {
  /**
   * What was read before lacks the key that a delivery names: the address is read anew, though at most once a minute,
   * whoever asks. Until then it rejects, since nobody can say yet whether that key is one. Default: no.
   */
  readonly again?: boolean;
}

/**
 * Reads a certificate (PEM) or a key set (JSON) from an address whose host was checked before: HTTPS, no redirects, a
 * limit on time and size, kept for a while. Rejects when it cannot be had; the delivery is refused with 503 and comes again.
 */
export type FetchKey = (url: string, options?: FetchKeyOptions) => Promise<string>;

/** What senders of webhooks have behind addresses of their own. */
export interface SenderAddresses {
  readonly fetchKey: FetchKey;
  /** Reads an address once and for its effect: it confirms a subscription. Rejects when that did not work. */
  readonly visit: (url: string) => Promise<void>;
}
