import { AutomationError, type ErrorDetails } from "../domain/errors.ts";
import { type CloudErrorBody, parseErrorBody } from "../domain/modelarts/error-body.ts";
import type { WireResponse } from "../ports/http-transport.ts";
import type { CheckedCall } from "./cloud-call.ts";
import { failureOf } from "./modelarts/error-map.ts";
import { quotedText } from "./quoted-text.ts";

/** A success, with what support will ask for. */
export interface Answer<T> {
  readonly data: T;
  readonly status: number;
  readonly requestId: string | undefined;
}

/** JSON, nothing at all, or something else, such as a gateway's HTML page. */
type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "empty" }
  | { readonly kind: "foreign" };

function readBody(bytes: Uint8Array): Body {
  const text = new TextDecoder().decode(bytes).trim();
  if (text === "") return { kind: "empty" };
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch {
    return { kind: "foreign" };
  }
}

/** A cloud that asks for more than an hour has most likely made a mistake; nothing is put off for a year by it. */
const RETRY_AFTER_MAX_MS = 3_600_000;

/** `Sun, 06 Nov 1994 08:49:37 GMT`; other forms are long obsolete, and `Date.parse` reads a date out of nearly anything. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function askedMs(text: string, nowMs: number): number {
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  return HTTP_DATE.test(text) ? Date.parse(text) - nowMs : Number.NaN;
}

/**
 * Retry-After, seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now: at least 0, at most an hour.
 * `undefined` for anything else, a negative number included.
 */
export function retryAfterMsOf(header: string | undefined, nowMs: number): number | undefined {
  const asked = askedMs(header?.trim() ?? "", nowMs);
  return Number.isNaN(asked) ? undefined : Math.min(RETRY_AFTER_MAX_MS, Math.max(0, asked));
}

/** Texts of at least four characters anywhere in a value, which the cloud must not throw back into a log. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.length >= 4 ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const SECRETS_SENT = ["admin_pass", "user_data", "userdata"] as const;

function secretsSent(body: string | undefined): string[] {
  if (body === undefined) return [];
  const parsed: { extend_param?: unknown } = JSON.parse(body);
  return [parsed, parsed.extend_param].flatMap((level) => {
    const fields: Readonly<Record<string, unknown>> = { ...Object(level) };
    return SECRETS_SENT.flatMap((name) => textsIn(fields[name]));
  });
}

interface Context {
  readonly call: CheckedCall;
  readonly response: WireResponse;
  readonly nowMs: number;
}

function detailsOf({ call, response, nowMs }: Context, body: CloudErrorBody): ErrorDetails {
  const requestId = response.headers["x-request-id"] ?? body.requestId;
  const retryAfterMs = retryAfterMsOf(response.headers["retry-after"], nowMs);
  return {
    operation: call.name,
    status: response.status,
    ...(body.code === undefined ? {} : { cloudCode: body.code }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A refusal by the cloud. A server error leaves open whether a write had its effect; a 4xx does not. */
function refusal(context: Context, value: unknown): AutomationError {
  const { call, response } = context;
  const body = parseErrorBody(value);
  const { code, retryable } = failureOf(response.status, body.code);
  const isServers = response.status >= 500 || response.status === 408;
  const words = body.text === undefined ? undefined : quotedText(body.text, secretsSent(call.body));
  const said = [`HTTP ${response.status}`, body.code, words && JSON.stringify(words)]
    .filter(Boolean)
    .join(", ");
  return new AutomationError(code, `${call.name}: ${code} (${said})`, {
    details: {
      ...detailsOf(context, body),
      retryable,
      ambiguous: call.operation.effect === "write" && isServers && code !== "capacity",
    },
  });
}

function notUnderstood(context: Context, what: string, field?: string): AutomationError {
  const { call, response } = context;
  return new AutomationError("invalid-response", `${call.name}: ${what} (HTTP ${response.status})`, {
    details: {
      ...detailsOf(context, {}),
      ...(field === undefined ? {} : { field }),
      retryable: false,
      ambiguous: call.operation.effect === "write" && (response.status < 400 || response.status >= 500),
    },
  });
}

/** Pages of gateways and proxies speak through their status only where it cannot be misread. */
function speaksByStatus(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

function readSuccess(context: Context, body: Body): unknown {
  const { call } = context;
  if (body.kind === "foreign") throw notUnderstood(context, "the answer is not JSON");
  if (body.kind === "empty") {
    // Some writes answer 204, or 200 with nothing; a read without an answer is no answer.
    if (call.operation.effect === "write") return undefined;
    throw notUnderstood(context, "the answer is empty");
  }
  const parsed = call.operation.response.safeParse(body.value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.map(String).join(".") || "body";
  throw notUnderstood(context, `${field} is not what ${call.operation.document.title} describes`, field);
}

/**
 * Turns an HTTP answer into parsed data (`undefined` for a write that answered nothing) or throws an `AutomationError`.
 * Texts of the cloud are quoted without secrets, values of answers never.
 */
export function readAnswer(call: CheckedCall, response: WireResponse, nowMs: number): Answer<unknown> {
  const context: Context = { call, response, nowMs };
  const body = readBody(response.body);
  if (response.status >= 200 && response.status < 300) {
    const data = readSuccess(context, body);
    return { data, status: response.status, requestId: response.headers["x-request-id"] };
  }
  if (body.kind === "foreign" && !speaksByStatus(response.status)) {
    throw notUnderstood(context, "the answer is not JSON, so it does not come from the service");
  }
  throw refusal(context, body.kind === "json" ? body.value : undefined);
}
