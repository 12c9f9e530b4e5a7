/**
 * Why an inbound request was not taken, and the HTTP status it is answered with. The codes are for our own log;
 * everything a stranger can cause by guessing at a signature has one and the same status, and the caller sends no
 * other difference out, so that the answer tells nothing about how close a guess came.
 */
export const REFUSALS = {
  /** No signature, or one of the headers that it needs is missing or unreadable. */
  "missing-signature": 401,
  /** No signature fits any active secret. */
  "bad-signature": 401,
  /** Properly signed, but outside the replay window in either direction. */
  stale: 401,
  /** The config names no such scheme, or the name is one of Curfew's own. */
  "unknown-source": 404,
  "unsupported-method": 405,
  /** The body, or the event made from it, is above the limit. */
  "too-large": 413,
  /** Properly signed, but not a JSON object in UTF-8 of bearable depth. */
  "malformed-body": 400,
  /** Properly signed JSON of a kind we know, without something that kind must have. */
  "unsupported-event": 422,
  /** Our own fault: no secret that could be used. 503, so that senders keep the event and try again. */
  "no-secret": 503,
  /** The sender's certificate or key set could not be read just now. 503, so that the sender tries again. */
  "key-unavailable": 503,
} as const;

/** See {@link REFUSALS}. */
export type RefusalCode = keyof typeof REFUSALS;
