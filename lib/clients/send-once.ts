import { AutomationError, isAutomationError } from "../domain/errors.ts";
import type { HttpTransport, WireRequest } from "../ports/http-transport.ts";
import type { CheckedCall } from "./cloud-call.ts";
import type { Admission, Gate, Outcome } from "./pressure/create-pressure.ts";
import { type Answer, readAnswer } from "./read-answer.ts";

/** What sends, and by which clock. */
export interface Sender {
  readonly transport: HttpTransport;
  readonly now: () => Date;
}

/** One signed request on its way through the gate. */
export interface Sending {
  readonly request: WireRequest;
  readonly gate: Gate;
  readonly admission: Admission;
  readonly signal: AbortSignal | undefined;
  /** Whether it was given so little time that running out of it says nothing about the service. */
  readonly isCutShort: boolean;
}

/** An `AutomationError` for a call that was given up before anything of it was sent. */
export function givenUp(call: CheckedCall, why: string, cause?: unknown): AutomationError {
  return new AutomationError("timeout", `${call.name}: ${why}`, {
    cause,
    details: { operation: call.name, ambiguous: false, retryable: false },
  });
}

/** Gives up waiting when the signal is aborted. What has been sent cannot be called back. */
async function untilAborted<T>(
  work: Promise<T>,
  call: CheckedCall,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () =>
      reject(
        new AutomationError("timeout", `${call.name}: given up before the answer came`, {
          cause: signal.reason,
          details: { ambiguous: call.operation.effect === "write", retryable: false },
        }),
      );
    signal.addEventListener("abort", stop, { once: true });
    // It may have been aborted while the request was being written; no event comes for that any more.
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The transport cannot know what a call does: an answer lost after a read leaves nothing in doubt. */
function told(error: unknown, call: CheckedCall): unknown {
  if (!isAutomationError(error)) return error;
  const ambiguous = error.details.ambiguous === true && call.operation.effect === "write";
  return new AutomationError(error.code, `${call.name}: ${error.message}`, {
    cause: error.cause,
    details: { ...error.details, operation: call.name, ambiguous },
  });
}

const FAULTS: readonly string[] = ["unavailable", "timeout", "connection"];

/** What a failure says about the service: a fault of its own, too many calls, an answer like any other, or nothing. */
function outcomeOf(error: unknown, isCutShort: boolean): Outcome {
  if (!isAutomationError(error)) return { kind: "untold" };
  const { status, retryable, retryAfterMs } = error.details;
  if (error.code === "throttled") return { kind: "throttled", retryAfterMs };
  // A 4xx comes from a service that is well, whatever its code means for the machine.
  if (status !== undefined && status < 500) return { kind: "answered" };
  if (!FAULTS.includes(error.code)) return { kind: status === undefined ? "untold" : "answered" };
  const isTheirs = retryable === true && !(isCutShort && error.code === "timeout");
  return { kind: isTheirs ? "failed" : "untold" };
}

async function exchange(
  call: CheckedCall,
  { request, signal }: Sending,
  { transport, now }: Sender,
): Promise<Answer<unknown>> {
  if (signal?.aborted) throw givenUp(call, "given up before it was sent", signal.reason);
  const sending = transport(request).catch((error: unknown) => {
    throw told(error, call);
  });
  const response = await untilAborted(sending, call, signal);
  return readAnswer(call, response, now().getTime());
}

/** Sends a request, reads its answer, and tells the gate what became of it. */
export async function sendOnce(
  call: CheckedCall,
  sending: Sending,
  sender: Sender,
): Promise<Answer<unknown>> {
  const { gate, admission, isCutShort } = sending;
  try {
    const answer = await exchange(call, sending, sender);
    gate.note(admission, { kind: "answered" }, sender.now().getTime());
    return answer;
  } catch (error) {
    gate.note(admission, outcomeOf(error, isCutShort), sender.now().getTime());
    throw error;
  }
}
