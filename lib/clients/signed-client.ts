import { AutomationError } from "../domain/errors.ts";
import type { OperationName } from "../domain/modelarts/operations.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import type { CredentialsProvider } from "../ports/credentials.ts";
import type { HttpTransport, WireRequest } from "../ports/http-transport.ts";
import { parseSdkDate } from "../signing/sdk-date.ts";
import { signRequest } from "../signing/sign-request.ts";
import { type AnswerOf, type CallInput, type CallTarget, type CheckedCall, checkCall } from "./cloud-call.ts";
import { passGate } from "./pass-gate.ts";
import { FREE_GATE, type Gate, type Pressure } from "./pressure/create-pressure.ts";
import type { Answer } from "./read-answer.ts";
import { repeatRead } from "./repeat-read.ts";
import { sendOnce } from "./send-once.ts";

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
  /** Calls per second to one API that are allowed however much it throttles. */
  callsPerSecondMin: 1,
} as const;

/** Longest that a write waits for its turn; it has been announced, and is refused rather than kept waiting. */
const WRITE_WAIT_MAX_MS = 1_000;

/** An attempt that was given less, because a deadline is near, does not tell by its end that the service is slow. */
const FAIR_TIMEOUT_MS = 1_000;

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
  /** What slows calls down, or refuses them, while a cloud is in trouble. Default: nothing does. */
  readonly pressure?: Pressure;
}

/** A write's answer may be empty, a read's never is. */
export type CallAnswer<N extends OperationName> = Answer<AnswerOf<N> | undefined>;

/** Options of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** How far a read may go; a write that may be sent is sent, and has its own time. */
  readonly bounds?: ReadBounds | undefined;
}

/** A signed request that has not been sent. */
export interface PreparedCall<N extends OperationName> {
  readonly operation: N;
  /** The signed `X-Sdk-Date`, such as `20250115T083000Z`; the gateway refuses the call 15 minutes after it. */
  readonly sdkDate: string;
  /** The same instant in milliseconds since the epoch. */
  readonly signedAtMs: number;
  /**
   * Sends it, after a second at the most. A second call rejects with `conflict` and sends nothing. Rejects like
   * `prepare` when the API has come under pressure meanwhile; then too, nothing was sent.
   */
  send(options?: CallOptions): Promise<CallAnswer<N>>;
}

/** Calls operations of the table by name, signed with AK/SK. */
export interface SignedClient {
  /**
   * Checks, signs, sends, reads. Reads are repeated when throttled, unavailable or cut off; writes never are.
   * Rejects with an `AutomationError`; `invalid-request` and `not-supported` come before anything is sent, and so do
   * `unavailable` and `throttled` with `details.heldBack`: then calls to this API are held back on our side.
   */
  call<N extends OperationName>(name: N, input?: CallInput<N>, options?: CallOptions): Promise<CallAnswer<N>>;
  /** Checks, signs and asks for leave to send now, sends later, once. */
  prepare<N extends OperationName>(name: N, input?: CallInput<N>): Promise<PreparedCall<N>>;
}

interface SignedCall {
  readonly request: WireRequest;
  readonly sdkDate: string;
}

/** Options with every limit written out, once per client. */
type Settled = SignedClientOptions & { readonly limits: Required<ClientLimits> };

async function sign(call: CheckedCall, options: Settled): Promise<SignedCall> {
  const { timeoutMs, responseBytesMax } = options.limits;
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
  const request: WireRequest = { method, url: call.url, headers, ...content, timeoutMs, responseBytesMax };
  return { request, sdkDate: headers["X-Sdk-Date"] ?? "" };
}

function gateFor({ operation }: CheckedCall, { pressure }: SignedClientOptions): Gate {
  return pressure === undefined ? FREE_GATE : pressure.gateOf(operation.service);
}

const NO_BOUNDS: ReadBounds = {};

function read(call: CheckedCall, options: Settled, how: CallOptions): Promise<Answer<unknown>> {
  const gate = gateFor(call, options);
  const { limits, now, sleep, random } = options;
  const { signal, bounds = NO_BOUNDS } = how;
  const course = { gate, limits, now, sleep, random, signal, bounds };
  return repeatRead(call, course, {
    sign: () => sign(call, options),
    send: (signed, { admission, timeoutMs }) => {
      const isCutShort = timeoutMs < Math.min(limits.timeoutMs, FAIR_TIMEOUT_MS);
      const request = timeoutMs < limits.timeoutMs ? { ...signed.request, timeoutMs } : signed.request;
      return sendOnce(call, { request, gate, admission, signal, isCutShort }, options);
    },
  });
}

/** Checks and signs a call and asks for leave to send it; whatever refuses it does so before anything is sent. */
async function prepare(call: CheckedCall, options: Settled) {
  const { now, sleep } = options;
  const gate = gateFor(call, options);
  const { request, sdkDate } = await sign(call, options);
  const enteredMs = now().getTime();
  const admission = gate.enter(call.name, { nowMs: enteredMs, waitMaxMs: WRITE_WAIT_MAX_MS });
  let isSent = false;
  const send = async ({ signal }: CallOptions = {}): Promise<Answer<unknown>> => {
    if (isSent) {
      throw new AutomationError("conflict", `${call.name}: this call was sent before; prepare a new one`, {
        details: { operation: call.name, ambiguous: false, retryable: false },
      });
    }
    isSent = true;
    const waitMs = admission.waitMs - Math.max(0, now().getTime() - enteredMs);
    const waiting = { gate, now, sleep, signal, waitMaxMs: WRITE_WAIT_MAX_MS };
    const granted = await passGate(call, { first: admission, waitMs }, waiting);
    return sendOnce(call, { request, gate, admission: granted, signal, isCutShort: false }, options);
  };
  return { sdkDate, send };
}

/** Builds a client on a transport, a clock and credentials. */
export function createSignedClient(given: SignedClientOptions): SignedClient {
  const options: Settled = { ...given, limits: { ...CLIENT_LIMITS, ...given.limits } };
  return {
    prepare: async <N extends OperationName>(name: N, input: CallInput<N> = {}): Promise<PreparedCall<N>> => {
      const { sdkDate, send } = await prepare(checkCall(name, input, options), options);
      return {
        operation: name,
        sdkDate,
        signedAtMs: parseSdkDate(sdkDate) ?? Number.NaN,
        send: async (how) => (await send(how)) as CallAnswer<N>,
      };
    },
    call: async <N extends OperationName>(
      name: N,
      input: CallInput<N> = {},
      how: CallOptions = {},
    ): Promise<CallAnswer<N>> => {
      const call = checkCall(name, input, options);
      if (call.operation.effect === "read") return (await read(call, options, how)) as CallAnswer<N>;
      const { send } = await prepare(call, options);
      return (await send(how)) as CallAnswer<N>;
    },
  };
}
