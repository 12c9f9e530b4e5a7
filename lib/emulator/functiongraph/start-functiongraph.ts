import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cloud } from "../../domain/clouds.ts";
import type { EmulatorRequest, EmulatorResponse } from "../request.ts";
import { jsonResponse } from "../respond.ts";
import type { EmulatorCredentials } from "../state.ts";
import { handleFunctionGraph } from "./handle.ts";
import type { RunFunction } from "./invocations.ts";
import { emptyFunctionGraph, type FunctionGraphFault, type FunctionGraphState } from "./state.ts";

/** What the emulator of FunctionGraph is started with. */
export interface StartFunctionGraph {
  readonly credentials: readonly EmulatorCredentials[];
  /** Default `huaweicloud`; on `otc` some trigger types are missing. */
  readonly cloud?: Cloud;
  /** Region in the URNs it makes. Default `eu-west-101`. */
  readonly region?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** The clock, milliseconds since the epoch. Default: the machine's own. */
  readonly now?: () => number;
  /** Stands in for the code of functions. Default: answers with the event. */
  readonly run?: RunFunction;
}

/** An emulator of FunctionGraph that listens on 127.0.0.1. */
export interface RunningFunctionGraph {
  /** Endpoint of FunctionGraph and of LTS. */
  readonly url: string;
  readonly state: () => FunctionGraphState;
  /** Lets calls go wrong from now on, in this order. */
  readonly fault: (...faults: readonly FunctionGraphFault[]) => void;
  /** Actions that a key has from now on, such as `functiongraph:function:invokeAsync`; `null` for all of them. */
  readonly permit: (accessKey: string, allowed: readonly string[] | null) => void;
  /** Names of the write calls so far, in order. */
  readonly writes: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** 50 MB of code are 67 MB as base64. */
const BODY_BYTES_MAX = 80 * 1024 * 1024;

function requestOf(message: IncomingMessage, body: Uint8Array): EmulatorRequest {
  const [path = "/", ...query] = (message.url ?? "/").split("?");
  const headers = Object.entries(message.headers).map(([name, value]) => {
    return [name, Array.isArray(value) ? value.join(", ") : value] as const;
  });
  return {
    method: message.method ?? "GET",
    path,
    query: query.join("?"),
    headers: Object.fromEntries(headers),
    body,
  };
}

async function bodyOf(message: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return size <= BODY_BYTES_MAX ? Buffer.concat(chunks) : null;
}

function send(response: ServerResponse, answer: EmulatorResponse): void {
  if (answer.transport) response.destroy();
  else if (answer.status === 204) response.writeHead(204, answer.headers).end();
  else
    response
      .writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length })
      .end(answer.body);
}

/** Starts the emulator of FunctionGraph. Rejects when the port cannot be had. */
export async function startFunctionGraph(options: StartFunctionGraph): Promise<RunningFunctionGraph> {
  const { port = 0, now = Date.now, run } = options;
  let state = emptyFunctionGraph(options);
  const answerTo = (message: IncomingMessage, body: Uint8Array | null): EmulatorResponse => {
    if (body === null)
      return jsonResponse(413, { error_code: "FSS.0413", error_msg: "Request entity too large" }, "");
    const handled = handleFunctionGraph(state, requestOf(message, body), {
      now: now(),
      ...(run ? { run } : {}),
    });
    state = handled.state;
    return handled.response;
  };
  const server = createServer((message, response) => {
    bodyOf(message).then(
      (body) => send(response, answerTo(message, body)),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    state: () => state,
    fault: (...faults) => {
      state = { ...state, faults: [...state.faults, ...faults] };
    },
    permit: (accessKey, allowed) => {
      const { [accessKey]: _before, ...others } = state.permissions;
      state = { ...state, permissions: allowed === null ? others : { ...others, [accessKey]: allowed } };
    },
    writes: () =>
      state.journal.filter(({ isWrite }) => isWrite).map(({ operation }) => operation ?? "unknown"),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
