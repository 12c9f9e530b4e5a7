import { AutomationError, isAutomationError } from "../domain/errors.ts";
import type { OperationName } from "../domain/modelarts/operations.ts";
import type { CredentialsProvider } from "../ports/credentials.ts";
import type { HttpTransport, WireRequest } from "../ports/http-transport.ts";
import { parseSdkDate } from "../signing/sdk-date.ts";
import { signRequest } from "../signing/sign-request.ts";
import { type AnswerOf, type CallInput, type CallTarget, type CheckedCall, checkCall } from "./cloud-call.ts";
import { type Answer, readAnswer } from "./read-answer.ts";

/** Limits of the client, with their defaults. */
export const CLIENT_LIMITS = {
  /** Time for one attempt, from the first byte out to the last byte in. */
  timeoutMs: 20_000,
  /** Largest answer: a page of 1,024 servers is about 1 MB. */
  responseBytesMax: 8 * 1024 * 1024,
  /** Attempts of a read, the first one included. A write has one. */
  attemptsMax: 3,
  /** Upper end of the first pause between attempts; it doubles each time, and the pause is drawn below it. */
  backoffMs: 500,
  /** Longest pause. A server that asks for more is not waited for: the error says when to come back. */
  pauseMaxMs: 20_000,
} as const;

/** See {@link CLIENT_LIMITS}. */
export type ClientLimits = { readonly [Key in keyof typeof CLIENT_LIMITS]?: number };

/** Everything a signed client needs; nothing is taken from the surroundings. */
export interface SignedClientOptions extends CallTarget {
  readonly transport: HttpTransport;
  readonly credentials: CredentialsProvider;
  readonly now: () => Date;
  /** Pauses; rejects when the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** Language of descriptions and error texts. Default `en-us`. */
  readonly language?: string;
  readonly limits?: ClientLimits;
}

/** A write's answer may be empty, a read's never is. */
export type CallAnswer<N extends OperationName> = Answer<AnswerOf<N> | undefined>;

/** Options of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A signed request that has not been sent. */
export interface PreparedCall<N extends OperationName> {
  readonly operation: N;
  /** The signed `X-Sdk-Date`, such as `20250115T083000Z`; the gateway refuses the call 15 minutes after it. */
  readonly sdkDate: string;
  /** The same instant in milliseconds since the epoch. */
  readonly signedAtMs: number;
  /** Sends it. A second call rejects with `conflict` and sends nothing. */
  send(options?: CallOptions): Promise<CallAnswer<N>>;
}

/** Calls operations of the table by name, signed with AK/SK. */
export interface SignedClient {
  /**
   * Checks, signs, sends, reads. Reads are repeated when throttled, unavailable or cut off; writes never are.
   * Rejects with an `AutomationError`; `invalid-request` and `not-supported` come before anything is sent.
   */
  call<N extends OperationName>(name: N, input?: CallInput<N>, options?: CallOptions): Promise<CallAnswer<N>>;
  /** Checks and signs now, sends later, once. */
  prepare<N extends OperationName>(name: N, input?: CallInput<N>): Promise<PreparedCall<N>>;
}

const REPEATABLE: readonly string[] = ["throttled", "unavailable", "timeout", "connection"];

interface SignedCall {
  readonly request: WireRequest;
  readonly sdkDate: string;
}

async function sign(call: CheckedCall, options: SignedClientOptions): Promise<SignedCall> {
  const limits = { ...CLIENT_LIMITS, ...options.limits };
  const body = call.body === undefined ? undefined : new TextEncoder().encode(call.body);
  const { method } = call.operation;
  const given = {
    "X-Project-Id": options.projectId,
    "X-Language": options.language ?? "en-us",
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
  };
  const credentials = await options.credentials();
  const content = body === undefined ? {} : { body };
  const headers = signRequest({
    ...{ method, url: call.url, headers: given, credentials, date: options.now() },
    ...content,
  });
  const { timeoutMs, responseBytesMax } = limits;
  const request: WireRequest = { method, url: call.url, headers, ...content, timeoutMs, responseBytesMax };
  return { request, sdkDate: headers["X-Sdk-Date"] ?? "" };
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

async function sendOnce(
  call: CheckedCall,
  request: WireRequest,
  { transport, now }: SignedClientOptions,
  signal: AbortSignal | undefined,
): Promise<Answer<unknown>> {
  if (signal?.aborted) {
    throw new AutomationError("timeout", `${call.name}: given up before it was sent`, {
      cause: signal.reason,
      details: { operation: call.name, ambiguous: false, retryable: false },
    });
  }
  const sending = transport(request).catch((error: unknown) => {
    throw told(error, call);
  });
  const response = await untilAborted(sending, call, signal);
  return readAnswer(call, response, now().getTime());
}

/** Milliseconds until the next attempt, or `undefined` when there is none. */
function pauseBefore(error: unknown, attempt: number, options: SignedClientOptions): number | undefined {
  const limits = { ...CLIENT_LIMITS, ...options.limits };
  if (attempt >= limits.attemptsMax || !isAutomationError(error)) return undefined;
  if (error.details.retryable !== true || !REPEATABLE.includes(error.code)) return undefined;
  const asked = error.details.retryAfterMs ?? 0;
  if (asked > limits.pauseMaxMs) return undefined;
  // Full jitter: many clients that failed together do not come back together.
  const drawn = options.random() * Math.min(limits.pauseMaxMs, limits.backoffMs * 2 ** (attempt - 1));
  return Math.max(asked, drawn);
}

async function read(
  call: CheckedCall,
  options: SignedClientOptions,
  signal: AbortSignal | undefined,
): Promise<Answer<unknown>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Signed anew each time: a signature is bound to its date, and credentials may have been renewed.
      const { request } = await sign(call, options);
      return await sendOnce(call, request, options, signal);
    } catch (error) {
      const pause = pauseBefore(error, attempt, options);
      if (pause === undefined) throw error;
      await options.sleep(pause, signal);
    }
  }
}

/** Builds a client on a transport, a clock and credentials. */
export function createSignedClient(options: SignedClientOptions): SignedClient {
  const prepare = async <N extends OperationName>(
    name: N,
    input: CallInput<N> = {},
  ): Promise<PreparedCall<N>> => {
    const call = checkCall(name, input, options);
    const { request, sdkDate } = await sign(call, options);
    let isSent = false;
    return {
      operation: name,
      sdkDate,
      signedAtMs: parseSdkDate(sdkDate) ?? Number.NaN,
      send: async ({ signal } = {}) => {
        if (isSent) {
          throw new AutomationError("conflict", `${name}: this call was sent before; prepare a new one`, {
            details: { operation: name, ambiguous: false, retryable: false },
          });
        }
        isSent = true;
        return (await sendOnce(call, request, options, signal)) as CallAnswer<N>;
      },
    };
  };

  return {
    prepare,
    call: async <N extends OperationName>(
      name: N,
      input: CallInput<N> = {},
      { signal }: CallOptions = {},
    ): Promise<CallAnswer<N>> => {
      const call = checkCall(name, input, options);
      if (call.operation.effect === "read") return (await read(call, options, signal)) as CallAnswer<N>;
      const { request } = await sign(call, options);
      return (await sendOnce(call, request, options, signal)) as CallAnswer<N>;
    },
  };
}
