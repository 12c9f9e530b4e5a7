/** One outgoing HTTP request, ready to be written to the wire: signed, encoded, with a final body. */
export interface WireRequest {
  readonly method: string;
  /** Absolute URL exactly as it is to be sent. */
  readonly url: string;
  /**
   * The address to connect to, which was checked before: nothing is looked up, and the connection is used for this
   * request alone. Names in the URL go on to mean what they mean to TLS. Default: the transport looks the name up.
   */
  readonly address?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Milliseconds until the transport gives up with an `AutomationError` of code `timeout`. */
  readonly timeoutMs: number;
  /** Largest answer that is read; a longer one is an `invalid-response`. */
  readonly responseBytesMax: number;
}

/** The answer, whatever its status. Header names are in lower case; repeated headers are joined with ", ". */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Sends one request and never repeats it. Redirects are not followed: a signature is bound to its URL.
 * Rejects with an `AutomationError` of code `connection` or `timeout`; `details.ambiguous` is `false` only
 * when it is certain that no byte of the request reached the other side (refused, no such host).
 */
export type HttpTransport = (request: WireRequest) => Promise<WireResponse>;
