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
  /** Origins with a pool of their own; for a further one, the pool goes that was idle for longest. */
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

/** A pool, and how many requests it has that are not answered yet. */
interface Used {
  readonly pool: Pool;
  underWay: number;
}

function tooManyHosts(originsMax: number): AutomationError {
  return new AutomationError("connection", `${originsMax} hosts are being called already`, {
    details: { rule: `at most ${originsMax} hosts at once`, ambiguous: false, retryable: true },
  });
}

/**
 * A transport for long-lived processes: one pool of keep-alive connections per origin, no redirects, no repetition,
 * no decompression. See `HttpTransport` for its errors.
 */
export function createUndiciTransport(limits: UndiciLimits = {}): UndiciTransport {
  const { connectionsMax, originsMax, connectTimeoutMs, keepAliveMs } = { ...UNDICI_LIMITS, ...limits };
  // The request's own clock covers headers and body.
  const clocks = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 };
  // In the order of their last use.
  const pools = new Map<string, Used>();
  let isClosed = false;

  const makeRoom = (): void => {
    if (pools.size < originsMax) return;
    const [idle] = [...pools].filter(([, { underWay }]) => underWay === 0);
    if (idle === undefined) throw tooManyHosts(originsMax);
    const [origin, { pool }] = idle;
    pools.delete(origin);
    // Nothing is under way in it, so nobody waits for its end and nothing is lost by it.
    void pool.destroy();
  };

  const poolOf = (origin: string): Used => {
    const known = pools.get(origin);
    if (known === undefined) makeRoom();
    const used = known ?? {
      underWay: 0,
      pool: new Pool(origin, {
        ...{ ...clocks, connections: connectionsMax, keepAliveTimeout: keepAliveMs },
        connect: { timeout: connectTimeoutMs },
      }),
    };
    pools.delete(origin);
    pools.set(origin, used);
    return used;
  };

  /** A pool for one request to an address that was checked: nobody else may come to it by way of the name. */
  const poolAt = (origin: string, address: string): Pool =>
    new Pool(origin, {
      ...{ ...clocks, connections: 1 },
      connect: { timeout: connectTimeoutMs, lookup: lookupOf(address) },
    });

  const dispatch = (request: WireRequest, pool: Pool): Promise<WireResponse> =>
    new Promise((resolve, reject) => {
      const { path } = splitUrl(request.url);
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
    const pool = poolAt(splitUrl(request.url).origin, address);
    try {
      return await dispatch(request, pool);
    } finally {
      await pool.destroy();
    }
  };

  const sendKept = async (request: WireRequest): Promise<WireResponse> => {
    const used = poolOf(splitUrl(request.url).origin);
    used.underWay += 1;
    try {
      return await dispatch(request, used.pool);
    } finally {
      used.underWay -= 1;
    }
  };

  const send = (request: WireRequest): Promise<WireResponse> => {
    if (isClosed) return Promise.reject(closedTransport(request.url));
    return request.address === undefined ? sendKept(request) : sendTo(request.address, request);
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    const open = [...pools.values()];
    pools.clear();
    await Promise.all(open.map(({ pool }) => pool.close()));
  };

  return Object.assign(send, { close });
}
