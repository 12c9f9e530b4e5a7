import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import type { Hono } from "hono";
import { AutomationError } from "../../domain/errors.ts";

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
}

const CLOSE_GRACE_MS = 5_000;

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Stops taking connections and waits a little for the answers under way. */
  close(): Promise<void>;
}

/** Time limits of a connection: a slow sender holds no socket for ever. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 30_000 } as const;

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
export function listen(app: Hono, options: ListenOptions): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: app.fetch, hostname: options.host, port: options.port },
      (address: AddressInfo) => {
        resolve({
          url: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
          close: () => closeServer(server, options.closeGraceMs ?? CLOSE_GRACE_MS),
        });
      },
    );
    Object.assign(server, TIMEOUTS);
    server.once("error", (error) => reject(portProblem(error, options)));
  });
}
