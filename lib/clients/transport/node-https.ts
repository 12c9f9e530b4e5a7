import * as http from "node:http";
import * as https from "node:https";
import type { AutomationError } from "../../domain/errors.ts";
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

/** Limits of the Node transport, with their defaults. */
export const NODE_LIMITS = {
  /** Connections to one host. */
  connectionsMax: 16,
  /** Idle connections kept for one host. */
  idleConnectionsMax: 4,
} as const;

/** See {@link NODE_LIMITS}. */
export type NodeLimits = { readonly [Key in keyof typeof NODE_LIMITS]?: number };

/** An {@link HttpTransport} on Node's own client. */
export interface NodeTransport extends HttpTransport {
  /** Ends idle connections and refuses further requests. */
  close(): Promise<void>;
}

interface Ending {
  readonly done: (response: WireResponse) => void;
  readonly fail: (error: AutomationError) => void;
}

/** Reads an answer to its end, but never more of it than allowed. */
function readAnswer(request: WireRequest, incoming: http.IncomingMessage, { done, fail }: Ending): void {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const status = incoming.statusCode ?? 0;
  incoming.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > request.responseBytesMax)
      fail(oversizedAnswer(request.url, status, request.responseBytesMax));
    else chunks.push(chunk);
  });
  incoming.on("error", (cause) => fail(brokenConnection(request.url, true, cause)));
  incoming.on("end", () => {
    if (incoming.complete) {
      done({ status, headers: responseHeaders(incoming.rawHeaders), body: Buffer.concat(chunks) });
    } else fail(brokenConnection(request.url, true, undefined));
  });
}

/** Where Node is to connect; the path is taken as it stands, because it is signed. */
function optionsOf({ method, url, address, headers }: WireRequest, agent: http.Agent): http.RequestOptions {
  const { hostname, port } = new URL(url);
  const slash = url.indexOf("/", url.indexOf("://") + 3);
  return {
    method,
    headers,
    ...(address === undefined ? { agent } : { agent: false, lookup: lookupOf(address) }),
    // Node wants IPv6 addresses without their brackets.
    hostname: hostname.replace(/^\[|\]$/g, ""),
    ...(port === "" ? {} : { port }),
    path: slash < 0 ? "/" : url.slice(slash),
  };
}

function exchange(request: WireRequest, agent: http.Agent, isTls: boolean): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = (isTls ? https : http).request(optionsOf(request, agent));
    let isConnected = false;
    let isOver = false;
    const timer = setTimeout(
      () => fail(ranOutOfTime(request.url, isConnected, request.timeoutMs)),
      request.timeoutMs,
    );
    const done = (response: WireResponse) => {
      isOver = true;
      clearTimeout(timer);
      resolve(response);
    };
    const fail = (error: AutomationError) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      reject(error);
      outgoing.destroy();
    };
    outgoing.on("socket", (socket) => {
      if (!socket.connecting) isConnected = true;
      else {
        socket.once(isTls ? "secureConnect" : "connect", () => {
          isConnected = true;
        });
      }
    });
    outgoing.on("response", (incoming) => readAnswer(request, incoming, { done, fail }));
    outgoing.on("error", (cause) => fail(brokenConnection(request.url, isConnected, cause)));
    outgoing.on("close", () => fail(brokenConnection(request.url, isConnected, undefined)));
    outgoing.end(request.body);
  });
}

/**
 * A transport for function bundles: Node's own client with kept-alive connections, 400 kB smaller than undici. No
 * redirects, no repetition, no decompression. See `HttpTransport` for its errors.
 */
export function createNodeTransport(limits: NodeLimits = {}): NodeTransport {
  const { connectionsMax, idleConnectionsMax } = { ...NODE_LIMITS, ...limits };
  const options = { keepAlive: true, maxSockets: connectionsMax, maxFreeSockets: idleConnectionsMax };
  const plainAgent = new http.Agent(options);
  const tlsAgent = new https.Agent(options);
  let isClosed = false;

  const send = async (request: WireRequest): Promise<WireResponse> => {
    if (isClosed) throw closedTransport(request.url);
    const isTls = request.url.startsWith("https:");
    try {
      return await exchange(request, isTls ? tlsAgent : plainAgent, isTls);
    } catch (cause) {
      // Node throws at once for a method, header or URL that cannot be written.
      throw cause instanceof TypeError ? unsendable(request.url, cause) : cause;
    }
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    plainAgent.destroy();
    tlsAgent.destroy();
  };

  return Object.assign(send, { close });
}
