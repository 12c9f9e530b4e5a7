import { isAutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport, WireRequest, WireResponse } from "../../ports/http-transport.ts";
import { signRequest } from "../../signing/sign-request.ts";
import { apiFailure } from "./api-failure.ts";

/** Limits of a call, with their defaults. */
export const API_LIMITS = {
  /** One attempt, from the first byte out to the last byte in. A code package takes its time. */
  timeoutMs: 60_000,
  /** A synchronous invocation may answer 6 MB, and again as much as text in JSON. */
  responseBytesMax: 16 * 1024 * 1024,
  /** Attempts of a call that may be repeated, the first one included. */
  attemptsMax: 4,
  /** Upper end of the first pause; it doubles each time, and the pause is drawn below it. */
  backoffMs: 1_000,
  /** Longest pause. A server that asks for more is not waited for. */
  pauseMaxMs: 20_000,
} as const;

/** See {@link API_LIMITS}. */
export type ApiLimits = { readonly [Key in keyof typeof API_LIMITS]?: number };

/** What every call needs; nothing is taken from the surroundings. */
export interface ApiOptions {
  /** Origin of FunctionGraph, such as `https://functiongraph.eu-de.otc.t-systems.com`. */
  readonly endpoint: string;
  readonly projectId: string;
  readonly credentials: CredentialsProvider;
  readonly transport: HttpTransport;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  readonly limits?: ApiLimits;
}

/** One call, encoded but not signed. */
export interface ApiCall {
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly effect: "read" | "write";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Texts of the body that must not stand in an error. */
  readonly secrets?: readonly string[];
}

async function signed(call: ApiCall, options: ApiOptions, limits: Required<ApiLimits>): Promise<WireRequest> {
  const { method, url } = call;
  const content = call.body === undefined ? {} : { body: call.body };
  const given = {
    "X-Project-Id": options.projectId,
    "Content-Type": "application/json",
    ...call.headers,
  };
  const credentials = await options.credentials();
  const headers = signRequest({ method, url, headers: given, credentials, date: options.now(), ...content });
  const { timeoutMs, responseBytesMax } = limits;
  return { method, url, headers, ...content, timeoutMs, responseBytesMax };
}

const PASSING: readonly string[] = ["throttled", "unavailable", "timeout", "connection"];

/**
 * Whether the very same call may be sent again. Refused for its pace, or never sent: any call. Otherwise only those that
 * do no harm twice: reads, PUT and DELETE. A POST whose answer is lost may have made something, and is told as a failure.
 */
function mayRepeat(call: ApiCall, error: unknown): boolean {
  if (!isAutomationError(error) || error.details.retryable !== true || !PASSING.includes(error.code))
    return false;
  if (error.code === "throttled" || error.details.ambiguous === false) return true;
  return call.effect === "read" || call.method !== "POST";
}

function pauseMs(error: unknown, attempt: number, random: () => number, limits: Required<ApiLimits>): number {
  const asked = isAutomationError(error) ? (error.details.retryAfterMs ?? 0) : 0;
  const drawn = random() * Math.min(limits.pauseMaxMs, limits.backoffMs * 2 ** (attempt - 1));
  return Math.max(asked, drawn);
}

/**
 * Signs and sends a call and returns an answer of 200 to 299. Throws an `AutomationError` otherwise; `details.cloudCode`
 * holds the service's own code.
 */
export async function callApi(call: ApiCall, options: ApiOptions): Promise<WireResponse> {
  const limits = { ...API_LIMITS, ...options.limits };
  const told = { name: call.name, effect: call.effect, secrets: call.secrets ?? [] };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await options.transport(await signed(call, options, limits));
      if (response.status >= 200 && response.status < 300) return response;
      throw apiFailure(told, response, options.now().getTime());
    } catch (error) {
      const pause = pauseMs(error, attempt, options.random, limits);
      if (attempt >= limits.attemptsMax || !mayRepeat(call, error) || pause > limits.pauseMaxMs) throw error;
      await options.sleep(pause);
    }
  }
}
