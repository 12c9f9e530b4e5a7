import type { ReadVariable } from "../../compose/references.ts";
import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import { valueAt } from "../../sources/json-path.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { type HttpAnswer, jsonAnswer } from "../web/http-record.ts";
import { credentialsOf, deadlineMs, environmentOf, type FunctionGraphContext } from "./context.ts";
import { type Line, lineWriter } from "./line-writer.ts";
import { isApigEvent } from "./read-apig.ts";
import { readFunctionGraphEvent } from "./read-functiongraph-event.ts";
import { realError } from "./real-error.ts";
import { type ApigResponse, toApigResponse } from "./to-apig-response.ts";
import { traceParentOf } from "./trace-parent.ts";

/** What the platform tells about one call, as plain values and functions. */
export interface CallContext {
  readonly requestId: string;
  /** Milliseconds since the epoch at which the platform ends the call. */
  readonly deadlineMs: number;
  readonly env: ReadVariable;
  /** Throws `missing-credentials` when it is asked and the function has no agency. */
  readonly credentials: CredentialsProvider;
  readonly log: (line: Line) => void;
  /** W3C Trace Context, to be sent on. */
  readonly traceParent: string;
  readonly projectId: string;
  /** The application that the function belongs to. */
  readonly application: string;
  /** `latest`, or the name of a published version. */
  readonly version: string;
}

/** One call of a function. */
export interface FunctionGraphCall {
  readonly delivery: Delivery;
  readonly context: CallContext;
}

/** What a function does with a call. For an `http` delivery it answers an {@link HttpAnswer}, otherwise any JSON. */
export type FunctionGraphWire = (call: FunctionGraphCall) => Promise<unknown>;

/** Exactly two parameters: the platform refuses a handler of one, and one whose second has a default (error 4001). */
export type FunctionGraphHandler = (event: unknown, context: FunctionGraphContext) => Promise<unknown>;

/** What the wiring hands in. */
export interface FunctionGraphHandlerOptions {
  /** `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. Default: the computer's clock. */
  readonly now?: () => number;
}

function callContext(
  delivery: Delivery,
  context: FunctionGraphContext,
  { env, nowMs }: { readonly env: FunctionGraphHandlerOptions["env"]; readonly nowMs: number },
): CallContext {
  const requestId = context.getRequestID();
  const traceParent = traceParentOf(delivery.kind === "http" ? delivery.request.headers : {}, requestId);
  return {
    requestId,
    deadlineMs: deadlineMs(context, nowMs),
    env: environmentOf(context, env),
    credentials: credentialsOf(context),
    log: lineWriter(context, traceParent),
    traceParent,
    projectId: context.getProjectID(),
    application: context.getPackage(),
    version: context.getVersion(),
  };
}

/** Tells an error to the log. Where even the logger is missing there is nobody left to tell. */
function tell(context: FunctionGraphContext, error: Error): void {
  try {
    const code = isAutomationError(error) ? { code: error.code } : {};
    const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
    lineWriter(context)({ what: "the call failed", error: error.message, ...code, ...cause });
  } catch {
    // The error itself still reaches the platform, or the sender as a 500.
  }
}

function requestIdOf(event: unknown, context: FunctionGraphContext): string {
  try {
    return context.getRequestID();
  } catch {
    // The gateway has an id of its own for the same request.
    return String(valueAt(event, "requestContext", "requestId") ?? "unknown");
  }
}

function isHttpAnswer(value: unknown): value is HttpAnswer {
  return (
    typeof valueAt(value, "status") === "number" &&
    typeof valueAt(value, "body") === "string" &&
    typeof valueAt(value, "headers") === "object"
  );
}

function answerOf(result: unknown): ApigResponse {
  if (isHttpAnswer(result)) return toApigResponse(result);
  throw new AutomationError(
    "invalid-response",
    "an HTTP delivery must be answered with status, headers and body",
    {
      details: { field: "result", rule: "status, headers and body", retryable: false },
    },
  );
}

/**
 * Makes the function that the platform calls. It is `async` and has exactly two parameters, as the platform demands.
 *
 * HTTP deliveries always get an answer: 400 for an event that cannot be read, 500 with the request id for anything
 * that breaks inside. Everything else is all or nothing here: what the wire throws is thrown on as a real `Error`, so
 * that the platform delivers the whole batch again; the messages that went through then find themselves claimed.
 */
export function createFunctionGraphHandler(
  wire: FunctionGraphWire,
  options: FunctionGraphHandlerOptions,
): FunctionGraphHandler {
  const { env, now = Date.now } = options;
  const run = (delivery: Delivery, context: FunctionGraphContext, nowMs: number) =>
    wire({ delivery, context: callContext(delivery, context, { env, nowMs }) });

  const answer = async (event: unknown, context: FunctionGraphContext): Promise<ApigResponse> => {
    let refused: HttpAnswer = jsonAnswer(400, { error: "invalid-event" });
    try {
      const nowMs = now();
      const delivery = readFunctionGraphEvent(event, nowMs);
      refused = jsonAnswer(500, { error: "failed", requestId: requestIdOf(event, context) });
      return answerOf(await run(delivery, context, nowMs));
    } catch (thrown) {
      tell(context, realError(thrown));
      return toApigResponse(refused);
    }
  };

  return async (event, context) => {
    if (isApigEvent(event)) return answer(event, context);
    try {
      const nowMs = now();
      return await run(readFunctionGraphEvent(event, nowMs), context, nowMs);
    } catch (thrown) {
      const error = realError(thrown);
      tell(context, error);
      throw error;
    }
  };
}
