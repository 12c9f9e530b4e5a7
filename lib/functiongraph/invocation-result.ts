import { type ErrorBody, INNER_CODES } from "./protocol.ts";
import type { InstanceReply } from "./start-instance.ts";

/** How an invocation came out. */
export interface InvocationResult {
  /** `timeout`: ended from outside. `died`: the process ended before it answered. */
  readonly outcome: "ok" | "error" | "timeout" | "died";
  /** The body as the caller gets it: text raw, objects as JSON, empty for `undefined`. `null` unless `ok`. */
  readonly result: string | null;
  /** The body of the failure; `null` when `ok`. */
  readonly error: ErrorBody | null;
  /** Every line of the call, the platform's first and last one included. */
  readonly logs: readonly string[];
  /** From the request to its end, an initializer included, the start of the process left out. */
  readonly durationMs: number;
  /** The Node.js that ran it. The platform's newest is 20.15. */
  readonly nodeVersion: string;
  /** Inner code of the platform, 0 for `ok`; `null` where none is known. */
  readonly code: number | null;
  /** What `getRequestID()` answered. */
  readonly requestId: string;
}

/** The part of a result that follows from what the instance replied. */
export type ReplyOutcome = Pick<InvocationResult, "outcome" | "result" | "error" | "code">;

/** A failure with the code of the platform, before or outside of the process. */
export function refusal(code: number, error: ErrorBody): ReplyOutcome {
  return { outcome: "error", result: null, error, code };
}

/** Reads a reply. `what` and `timeoutCode` tell the handler from the initializer. */
export function replyOutcome(
  reply: InstanceReply,
  call: { readonly what: string; readonly timeoutMs: number; readonly timeoutCode: number },
): ReplyOutcome {
  if (reply.kind === "answer") {
    const { answer } = reply;
    if ("error" in answer) return refusal(answer.code, answer.error);
    return { outcome: "ok", result: answer.body, error: null, code: INNER_CODES.ok };
  }
  if (reply.kind === "timeout") {
    const error = {
      errorMessage: `${call.what} timed out after ${call.timeoutMs} ms`,
      errorType: "Timeout",
      ...(reply.note === undefined ? {} : { hint: reply.note }),
    };
    return { outcome: "timeout", result: null, error, code: call.timeoutCode };
  }
  const { how, outOfMemory } = reply.death;
  const error = {
    errorMessage: `the process of the function ended before it answered: ${how}`,
    errorType: outOfMemory ? "OutOfMemory" : "ProcessDied",
    hint: "the logs hold what it printed last; an error that nobody catches ends the process",
  };
  return { outcome: "died", result: null, error, code: outOfMemory ? INNER_CODES.outOfMemory : null };
}
