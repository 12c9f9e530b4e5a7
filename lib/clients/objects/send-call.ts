import { type AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { WireResponse } from "../../ports/http-transport.ts";
import { bucketAddress } from "./bucket-address.ts";
import type { SettledOptions } from "./bucket-options.ts";
import type { ObjectCall, ObjectDialect } from "./object-call.ts";
import { objectFailure, transportFailure } from "./object-failure.ts";
import { keyPath } from "./object-key.ts";

/** Sends a call and yields its answer if it is a success; everything else is thrown as an `AutomationError`. */
export type SendCall = (call: ObjectCall) => Promise<WireResponse>;

const REPEATABLE: readonly string[] = ["throttled", "unavailable", "timeout", "connection"];

function isRepeatable(error: unknown): error is AutomationError {
  return isAutomationError(error) && error.details.retryable === true && REPEATABLE.includes(error.code);
}

/** Milliseconds until the next attempt, or `undefined` when there is none. */
function pauseAfter(error: unknown, attempt: number, { limits, random }: SettledOptions): number | undefined {
  if (attempt >= limits.attemptsMax || !isRepeatable(error)) return undefined;
  const asked = error.details.retryAfterMs ?? 0;
  if (asked > limits.pauseMaxMs) return undefined;
  // Full jitter: many clients that failed together do not come back together.
  const drawn = random() * Math.min(limits.pauseMaxMs, limits.backoffMs * 2 ** (attempt - 1));
  return Math.max(asked, drawn);
}

/** One attempt. It is signed anew each time: a signature is bound to its date, and credentials may have been renewed. */
function attemptWith(options: SettledOptions, dialect: ObjectDialect): SendCall {
  const { endpoint, bucket, region, transport, now, limits } = options;
  const { origin, root } = bucketAddress(endpoint, bucket);
  return async (call) => {
    const path = `/${keyPath(call.key ?? "")}`;
    const url = `${origin}${root}${path}`;
    const credentials = await options.credentials();
    const means = { url, resource: `/${bucket}${path}`, region, credentials, date: now() };
    const headers = dialect.sign(call, means);
    const { method, query, body, answerBytesMax } = call;
    const response = await transport({
      method,
      url: query ? `${url}?${query}` : url,
      // Not signed: whatever stands between may write it anew.
      headers: body === undefined ? headers : { ...headers, "Content-Length": String(body.length) },
      ...(body === undefined ? {} : { body }),
      timeoutMs: limits.timeoutMs,
      responseBytesMax: answerBytesMax,
    }).catch((error: unknown) => {
      const context = { call, dialect, nowMs: now().getTime() };
      throw isAutomationError(error) ? transportFailure(context, error) : error;
    });
    if (response.status >= 200 && response.status < 300) return response;
    throw objectFailure({ call, dialect, nowMs: now().getTime() }, response);
  };
}

/** Makes attempts until one succeeds or patience is over; the last failure is thrown. */
async function repeat(call: ObjectCall, send: SendCall, options: SettledOptions): Promise<WireResponse> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(call);
    } catch (error) {
      const pauseMs = pauseAfter(error, attempt, options);
      if (pauseMs === undefined) throw error;
      await options.sleep(pauseMs);
    }
  }
}

/** Reads are repeated a few times with growing pauses; a write is sent once, whatever becomes of it. */
export function callSender(options: SettledOptions, dialect: ObjectDialect): SendCall {
  const send = attemptWith(options, dialect);
  return (call) => (call.effect === "read" ? repeat(call, send, options) : send(call));
}
