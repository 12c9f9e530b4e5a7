import type { MiddlewareHandler } from "hono";

/** Requests that the server handles at once: each may hold a body of 256 KiB, so this many fit into memory. */
export const REQUESTS_AT_ONCE_MAX = 1_000;

/** A request takes milliseconds, so there is room again soon. */
const RETRY_AFTER_S = 1;

/**
 * Answers 503 when so many requests are being handled already, before anything of the body is read: a sender comes
 * back, while a process that has run out of memory loses everybody's requests.
 */
export function boundRequests(atOnceMax: number): MiddlewareHandler {
  let handled = 0;
  return async (context, next) => {
    if (handled >= atOnceMax) {
      return context.json({ error: "busy" }, 503, { "retry-after": String(RETRY_AFTER_S) });
    }
    handled += 1;
    try {
      await next();
    } finally {
      handled -= 1;
    }
    return undefined;
  };
}
