import { isJsonObject, listAt, textAt, valueAt } from "../../sources/json-path.ts";
import { createLineWriter, type LogLine } from "./line-writer.ts";
import { traceParent } from "./trace-parent.ts";

/** Variables of the environment, handed over as a record. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One call of the function, free of the platform's shape. */
export interface LambdaInvocation {
  /** Lambda's id of this call; the same one stands in its own REPORT line. */
  readonly requestId: string;
  /** Milliseconds since the epoch at which Lambda ends this call. */
  readonly deadlineMs: number;
  /** W3C trace context of whoever called; `null` when nobody traces. */
  readonly traceparent: string | null;
  /** Takes operational lines, which carry the request id and the trace. */
  readonly log: LogLine;
  readonly env: (name: string) => string | undefined;
}

/** What an invocation is read with. */
export interface InvocationParts {
  readonly env: Environment;
  /** Takes whole lines of text, for example what writes to standard output. */
  readonly write: (text: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Lambda's own default; counted on only where the context says nothing, as in other programs that call a handler. */
const TIMEOUT_MS = 3_000;

/** A field of an object that may be of a class, as the context of some runtimes is. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string): string | undefined {
  const text = fieldOf(value, name);
  return typeof text === "string" && text !== "" ? text : undefined;
}

function remainingMs(context: unknown): number {
  const read = fieldOf(context, "getRemainingTimeInMillis");
  const left: unknown = typeof read === "function" ? read.call(context) : undefined;
  return typeof left === "number" && Number.isFinite(left) ? left : TIMEOUT_MS;
}

/** The header under any spelling: REST APIs hand names on as they were sent. */
function header(event: unknown, name: string): string | undefined {
  const headers = valueAt(event, "headers");
  if (!isJsonObject(headers)) return undefined;
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : textOf(headers, found);
}

/** Traces of a batch differ; the first record's is the one that this call is told under. */
function queueTrace(event: unknown): string | undefined {
  return textAt(listAt(event, "Records")[0], "attributes", "AWSTraceHeader") ?? undefined;
}

/**
 * Reads Lambda's context object (Lambda Developer Guide, "Using the Lambda context object to retrieve Node.js function
 * information"). Never throws: what is missing is filled in, so that even a call from elsewhere can be answered.
 */
export function readInvocation(event: unknown, context: unknown, parts: InvocationParts): LambdaInvocation {
  const { env, write, now } = parts;
  const requestId = textOf(context, "awsRequestId") ?? "unnamed";
  const own = textOf(context, "xRayTraceId") ?? env["_X_AMZN_TRACE_ID"];
  const traceparent = traceParent({
    traceparent: header(event, "traceparent"),
    amazon: [header(event, "x-amzn-trace-id"), queueTrace(event), own],
    requestId,
  });
  return {
    requestId,
    deadlineMs: now() + remainingMs(context),
    traceparent,
    log: createLineWriter(write, { now, requestId, traceparent }),
    env: (name) => env[name],
  };
}
