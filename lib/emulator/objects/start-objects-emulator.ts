import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type EmulatorResponse, REQUEST_BYTES_MAX } from "../request.ts";
import {
  createObjectsEmulator,
  type ObjectsEmulator,
  type ObjectsEmulatorOptions,
} from "./create-objects-emulator.ts";

/** An emulator of object storage that listens. */
export interface RunningObjectsEmulator {
  /** `http://127.0.0.1:port`, to be used as an endpoint in path style. */
  readonly url: string;
  readonly emulator: ObjectsEmulator;
  /** Stops listening and ends every connection. */
  readonly close: () => Promise<void>;
}

/** Starts the emulator as an HTTP server on 127.0.0.1. Default port: any free one. Rejects when it cannot be had. */
export async function startObjectsEmulator(
  options: ObjectsEmulatorOptions & { readonly port?: number },
): Promise<RunningObjectsEmulator> {
  const emulator = createObjectsEmulator(options);
  const server = createServer((request, response) => {
    receive(request, (body) => send(request, response, answerTo(emulator, request, body)));
  });
  // Longer than any pause between two calls: a connection that ends just as it is used again looks like a lost answer.
  server.keepAliveTimeout = 60_000;
  await listening(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, emulator, close: () => closed(server) };
}

function receive(request: IncomingMessage, done: (body: Uint8Array | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= REQUEST_BYTES_MAX) chunks.push(chunk);
  });
  request.on("end", () => done(size <= REQUEST_BYTES_MAX ? Buffer.concat(chunks) : null));
}

function answerTo(
  emulator: ObjectsEmulator,
  message: IncomingMessage,
  body: Uint8Array | null,
): EmulatorResponse {
  if (body === null) return { status: 400, headers: {}, body: new TextEncoder().encode("EntityTooLarge") };
  const [path = "/", ...query] = (message.url ?? "/").split("?");
  const headers = Object.entries(message.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  const method = message.method ?? "GET";
  try {
    return emulator.handle({
      method,
      path,
      query: query.join("?"),
      headers: Object.fromEntries(headers),
      body,
    });
  } catch (error) {
    const text = `The emulator has a bug. ${error instanceof Error ? error.message : ""}`;
    return { status: 500, headers: {}, body: new TextEncoder().encode(text) };
  }
}

/** Does to the answer what the network does to it. */
function send(request: IncomingMessage, response: ServerResponse, answer: EmulatorResponse): void {
  if (answer.transport) {
    response.destroy();
    return;
  }
  const { status, headers, body } = answer;
  // 204 has no body, and must not say how long it is.
  response.writeHead(status, status === 204 ? headers : { ...headers, "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
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
