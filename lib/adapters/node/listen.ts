import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { AutomationError } from "../../domain/errors.ts";
import type { NodeApp } from "./http-app.ts";

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * How long closing waits for requests that are not answered yet; after that their connections are cut, and the
   * senders, who got no answer, come again. Default 5,000.
   */
  readonly closeGraceMs?: number;
  /** What one connection may take. Default: {@link CONNECTION_LIMITS}. */
  readonly connection?: Partial<ConnectionLimits>;
}

/** What one connection may take, and how many there may be. */
export interface ConnectionLimits {
  /** Bytes of all headers together; above it a request is answered 431. */
  readonly headerBytesMax: number;
  /** How long headers may take to arrive, milliseconds; a slow sender holds no socket for ever. */
  readonly headersTimeoutMs: number;
  /** How long a whole request may take to arrive. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle between two requests. */
  readonly idleTimeoutMs: number;
  /** How often connections are looked at whether their time is over: they live so much longer at most. */
  readonly lookEveryMs: number;
  /** Connections at once; a further one is closed again before anything of it is read. */
  readonly connectionsMax: number;
}

/** See {@link ConnectionLimits}. Node by itself looks every 30 seconds, and counts no connections. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  headerBytesMax: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  lookEveryMs: 2_000,
  connectionsMax: 4_000,
};

const CLOSE_GRACE_MS = 5_000;

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Stops taking connections and waits a little for the answers under way. */
  close(): Promise<void>;
}

function portProblem(error: NodeJS.ErrnoException, { host, port }: ListenOptions): AutomationError {
  const hint =
    error.code === "EADDRINUSE"
      ? "the port is in use; stop the other process or choose another one with --port"
      : error.code === "EACCES"
        ? "the port may not be used by this user; choose one above 1023 with --port"
        : error.message;
  return new AutomationError("usage", `${host}:${port}: ${hint}`, {
    cause: error,
    details: { field: "port" },
  });
}

function closeServer(server: ServerType, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}

/** Starts the HTTP server of the plain Node host. Rejects with `usage` when the port cannot be had. */
export function listen(app: NodeApp, options: ListenOptions): Promise<Listening> {
  const limits = { ...CONNECTION_LIMITS, ...options.connection };
  const serverOptions = {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: limits.lookEveryMs,
  };
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: app.fetch, hostname: options.host, port: options.port, serverOptions },
      (address: AddressInfo) => {
        resolve({
          url: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
          close: () => closeServer(server, options.closeGraceMs ?? CLOSE_GRACE_MS),
        });
      },
    );
    server.maxConnections = limits.connectionsMax;
    server.once("error", (error) => reject(portProblem(error, options)));
  });
}
