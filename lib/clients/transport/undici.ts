import { type Dispatcher, Pool } from "undici";
import { AutomationError } from "../../domain/errors.ts";
import type { HttpTransport, WireRequest, WireResponse } from "../../ports/http-transport.ts";
import { lookupOf } from "./lookup-of.ts";
import { responseHeaders } from "./response-headers.ts";
import {
  brokenConnection,
  closedTransport,
  oversizedAnswer,
  ranOutOfTime,
  unsendable,
} from "./transport-failure.ts";

/** Limits of the undici transport, with their defaults. */
export const UNDICI_LIMITS = {
  /** Connections to one origin. */
  connectionsMax: 16,
  /** Origins with a pool of their own. */
  originsMax: 32,
  /** Time for a connection to stand, TLS included. */
  connectTimeoutMs: 10_000,
  /** How long an idle connection is kept; shorter than the 60 s after which gateways drop theirs. */
  keepAliveMs: 30_000,
} as const;

/** See {@link UNDICI_LIMITS}. */
export type UndiciLimits = { readonly [Key in keyof typeof UNDICI_LIMITS]?: number };

/** An {@link HttpTransport} that is also a pool: close it when done. */
export interface UndiciTransport extends HttpTransport {
  /** Finishes what is under way, ends all connections and refuses further requests. */
  close(): Promise<void>;
}

/** Splits a URL after its authority without touching the path, which is signed as it stands. */
function splitUrl(url: string): { readonly origin: string; readonly path: string } {
  const slash = url.indexOf("/", url.indexOf("://") + 3);
  return slash < 0 ? { origin: url, path: "/" } : { origin: url.slice(0, slash), path: url.slice(slash) };
}

interface Exchange {
  readonly request: WireRequest;
  readonly resolve: (response: WireResponse) => void;
  readonly reject: (error: AutomationError) => void;
}

/** Follows one request through undici's lowest interface: it tells exactly when the first byte may leave. */
function createHandler({ request, resolve, reject }: Exchange): Dispatcher.DispatchHandlers {
  let abort: ((error?: Error) => void) | undefined;
  let isOver = false;
  let status = 0;
  let headers: Record<string, string> = {};
  let length = 0;
  const chunks: Uint8Array[] = [];

  const fail = (error: AutomationError) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    reject(error);
    abort?.(error);
  };
  const timer = setTimeout(
    () => fail(ranOutOfTime(request.url, abort !== undefined, request.timeoutMs)),
    request.timeoutMs,
  );

  return {
    onConnect(abortThis) {
      // undici puts a request back into its queue after some resets, and given up ones may still stand there.
      // Neither may leave: this transport never repeats a request.
      const isRepetition = abort !== undefined;
      abort = abortThis;
      if (isRepetition) fail(brokenConnection(request.url, true, new Error("the connection was reset")));
      if (isOver) abortThis();
    },
    onHeaders(statusCode, rawHeaders) {
      status = statusCode;
      headers = responseHeaders(rawHeaders);
      return true;
    },
    onData(chunk) {
      length += chunk.length;
      if (length > request.responseBytesMax) {
        fail(oversizedAnswer(request.url, status, request.responseBytesMax));
        return false;
      }
      chunks.push(chunk);
      return true;
    },
    onComplete() {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      const [only] = chunks;
      const body = chunks.length === 1 && only ? only : Buffer.concat(chunks);
      resolve({ status, headers, body });
    },
    onError(cause) {
      fail(brokenConnection(request.url, abort !== undefined, cause));
    },
  };
}

/**
 * A transport for long-lived processes: one pool of keep-alive connections per origin, no redirects, no repetition,
 * no decompression. See `HttpTransport` for its errors.
 */
export function createUndiciTransport(limits: UndiciLimits = {}): UndiciTransport {
  const { connectionsMax, originsMax, connectTimeoutMs, keepAliveMs } = { ...UNDICI_LIMITS, ...limits };
  // The request's own clock covers headers and body.
  const clocks = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 };
  const pools = new Map<string, Pool>();
  let isClosed = false;

  const poolOf = (origin: string): Pool => {
    const known = pools.get(origin);
    if (known) return known;
    if (pools.size >= originsMax) {
      throw new AutomationError("invalid-request", `more than ${originsMax} hosts in one transport`, {
        details: { ambiguous: false, retryable: false },
      });
    }
    const pool = new Pool(origin, {
      ...{ ...clocks, connections: connectionsMax, keepAliveTimeout: keepAliveMs },
      connect: { timeout: connectTimeoutMs },
    });
    pools.set(origin, pool);
    return pool;
  };

  /** A pool for one request to an address that was checked: nobody else may come to it by way of the name. */
  const poolAt = (origin: string, address: string): Pool =>
    new Pool(origin, {
      ...{ ...clocks, connections: 1 },
      connect: { timeout: connectTimeoutMs, lookup: lookupOf(address) },
    });

  const dispatch = (request: WireRequest, poolFor: (origin: string) => Pool): Promise<WireResponse> =>
    new Promise((resolve, reject) => {
      const { origin, path } = splitUrl(request.url);
      const pool = poolFor(origin);
      const { method, headers, body } = request;
      const options = { method: method as Dispatcher.HttpMethod, path, headers: { ...headers } };
      const handler = createHandler({ request, resolve, reject });
      try {
        pool.dispatch({ ...options, body: body ?? null }, handler);
      } catch (cause) {
        handler.onError?.(cause instanceof Error ? cause : new Error("dispatch failed"));
        reject(unsendable(request.url, cause));
      }
    });

  const sendTo = async (address: string, request: WireRequest): Promise<WireResponse> => {
    const opened: Pool[] = [];
    try {
      return await dispatch(request, (origin) => {
        const pool = poolAt(origin, address);
        opened.push(pool);
        return pool;
      });
    } finally {
      await Promise.all(opened.map((pool) => pool.destroy()));
    }
  };

  const send = (request: WireRequest): Promise<WireResponse> => {
    if (isClosed) return Promise.reject(closedTransport(request.url));
    return request.address === undefined ? dispatch(request, poolOf) : sendTo(request.address, request);
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    const open = [...pools.values()];
    pools.clear();
    await Promise.all(open.map((pool) => pool.close()));
  };

  return Object.assign(send, { close });
}
