import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmulator, type Emulator, type EmulatorOptions } from "./create-emulator.ts";
import { CONTROL_PREFIX } from "./handle.ts";
import { type EmulatorRequest, type EmulatorResponse, REQUEST_BYTES_MAX } from "./request.ts";
import { jsonResponse } from "./respond.ts";

/** {@link EmulatorOptions}, and where to listen. */
export interface StartOptions extends EmulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

/** An emulator that listens. */
export interface RunningEmulator {
  /** `http://127.0.0.1:port`: the endpoint of every service. */
  readonly url: string;
  readonly emulator: Emulator;
  /** Stops listening and ends every connection, also those whose answer is being held back. */
  readonly close: () => Promise<void>;
}

/** Largest request line and headers; the gateway takes 32 KB of address alone. */
const HEADER_BYTES_MAX = 65_536;

/** Starts the emulator as an HTTP server. Rejects when the port cannot be had. */
export async function startEmulator(options: StartOptions): Promise<RunningEmulator> {
  const { port = 0, host = "127.0.0.1" } = options;
  const emulator = createEmulator(options);
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (request, response) => {
    receive(request, (body) => send(response, answerTo(emulator, request, body), timers));
  });
  server.keepAliveTimeout = 60_000;
  await listening(server, port, host);
  const address = server.address() as AddressInfo;
  const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}`,
    emulator,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      return closed(server);
    },
  };
}

/** Collects the body; `null` stands for one that is too long. */
function receive(request: IncomingMessage, done: (body: Uint8Array | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= REQUEST_BYTES_MAX) chunks.push(chunk);
  });
  request.on("end", () => done(size <= REQUEST_BYTES_MAX ? Buffer.concat(chunks) : null));
}

function answerTo(emulator: Emulator, message: IncomingMessage, body: Uint8Array | null): EmulatorResponse {
  if (body === null) {
    return jsonResponse(413, { error_code: "APIGW.0201", error_msg: "Request entity too large" }, "");
  }
  const [path = "/", ...query] = (message.url ?? "/").split("?");
  if (path.startsWith(CONTROL_PREFIX) && !isLoopback(message.socket.remoteAddress)) {
    return jsonResponse(403, { error: "the control API answers this machine only" }, "");
  }
  const request: EmulatorRequest = {
    method: message.method ?? "GET",
    path,
    query: query.join("?"),
    headers: headersOf(message),
    body,
  };
  try {
    return emulator.handle(request);
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : "unknown";
    return jsonResponse(500, { error_code: "EMULATOR", error_msg: `The emulator has a bug. ${text}` }, "");
  }
}

function headersOf(message: IncomingMessage): EmulatorRequest["headers"] {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}

function isLoopback(address: string | undefined): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address ?? "");
}

/** Does to the answer what the network does to it, at the time it says. */
function send(response: ServerResponse, answer: EmulatorResponse, timers: Set<NodeJS.Timeout>): void {
  const act = () => {
    if (answer.transport) response.destroy();
    else {
      const headers = { ...answer.headers, "content-length": answer.body.length };
      response.writeHead(answer.status, headers).end(answer.body);
    }
  };
  if (answer.delayMs === undefined) {
    act();
    return;
  }
  const timer = setTimeout(() => {
    timers.delete(timer);
    act();
  }, answer.delayMs);
  timers.add(timer);
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
