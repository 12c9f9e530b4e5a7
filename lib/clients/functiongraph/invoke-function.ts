import { AutomationError } from "../../domain/errors.ts";
import type { WireResponse } from "../../ports/http-transport.ts";
import { notUnderstood } from "./api-failure.ts";
import { apiUrl } from "./api-url.ts";
import { type ApiOptions, callApi } from "./call-api.ts";

/** What a synchronous call of a function came to. */
export interface Invocation {
  readonly requestId: string | undefined;
  /** What the function returned, as text. */
  readonly result: string;
  /** The last 2 kB of its log. */
  readonly log: string;
  /** Whether the function itself failed; then `result` is its error. */
  readonly isError: boolean;
  /** Start, end, duration and memory in one line; empty where the platform sends none. */
  readonly summary: string;
}

/** Largest event of an asynchronous call, in bytes. */
export const ASYNC_EVENT_BYTES_MAX = 256 * 1024;

/** Largest event of a synchronous call, in bytes. */
export const SYNC_EVENT_BYTES_MAX = 6 * 1024 * 1024;

function bytesOf(event: unknown, bytesMax: number): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(event));
  if (body.length > bytesMax) {
    throw new AutomationError(
      "invalid-request",
      `event: ${body.length} bytes; at most ${bytesMax} are taken`,
      {
        details: { field: "event", rule: `at most ${bytesMax} bytes`, retryable: false },
      },
    );
  }
  return body;
}

function jsonBody(name: string, { body, status }: WireResponse): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof parsed === "object" && parsed !== null) return parsed as Readonly<Record<string, unknown>>;
  } catch {
    // What is no JSON is told below, like JSON that is no object.
  }
  throw notUnderstood(name, status, "the answer is not the JSON of an invocation");
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function logOf(header: string | undefined, body: unknown): string {
  if (header === undefined) return text(body);
  return new TextDecoder().decode(Uint8Array.from(atob(header), (letter) => letter.charCodeAt(0)));
}

/**
 * Calls a function and waits for its result, with the end of its log. The platform ends such a call after 90 s in
 * practice. Never repeated: whoever calls knows whether the function bears it.
 * "Executing a Function Synchronously", functiongraph_06_0125.
 */
export async function invokeFunction(urn: string, event: unknown, options: ApiOptions): Promise<Invocation> {
  const { endpoint, projectId } = options;
  const path = "/v2/{project_id}/fgs/functions/{function_urn}/invocations";
  const params = { project_id: projectId, function_urn: urn };
  const response = await callApi(
    {
      name: "InvokeFunction",
      method: "POST",
      effect: "write",
      url: apiUrl({ endpoint, path, params }),
      headers: { "X-Cff-Log-Type": "tail", "X-CFF-Request-Version": "v1" },
      body: bytesOf(event, SYNC_EVENT_BYTES_MAX),
    },
    options,
  );
  const { headers } = response;
  const body = jsonBody("InvokeFunction", response);
  const code = headers["x-func-err-code"] ?? "0";
  return {
    requestId: headers["x-cff-request-id"] ?? (text(body["request_id"]) || undefined),
    result: text(body["result"]),
    log: logOf(headers["x-cff-function-log"], body["log"]),
    isError: code !== "0" || headers["x-is-func-err"] === "true",
    summary: headers["x-cff-invoke-summary"] ?? "",
  };
}

/**
 * Hands an event to a function and returns the request id as soon as the platform has it (202). At most 256 kB.
 * "Executing a Function Asynchronously", functiongraph_06_0126. It stands by itself, without the schemas of the
 * deployment, because a function uses it to go on in an invocation of its own.
 */
export async function invokeFunctionAsync(urn: string, event: unknown, options: ApiOptions): Promise<string> {
  const { endpoint, projectId } = options;
  const path = "/v2/{project_id}/fgs/functions/{function_urn}/invocations-async";
  const params = { project_id: projectId, function_urn: urn };
  const name = "AsyncInvokeFunction";
  const url = apiUrl({ endpoint, path, params });
  const body = bytesOf(event, ASYNC_EVENT_BYTES_MAX);
  const response = await callApi({ name, method: "POST", effect: "write", url, body }, options);
  const requestId = text(jsonBody(name, response)["request_id"]) || response.headers["x-cff-request-id"];
  if (requestId === undefined) throw notUnderstood(name, response.status, "the answer has no request_id");
  return requestId;
}
