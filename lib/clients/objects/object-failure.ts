import { AutomationError, type ErrorCode, type ErrorDetails } from "../../domain/errors.ts";
import type { WireResponse } from "../../ports/http-transport.ts";
import { retryAfterMsOf } from "../read-answer.ts";
import type { ObjectCall, ObjectDialect } from "./object-call.ts";
import { readXml, textOf } from "./read-xml.ts";

/** What a code of the service means to a caller. */
interface Meaning {
  readonly means: ErrorCode;
  /** Whether the very same call may succeed later. */
  readonly retryable?: true;
  /** The way out, where there is one that is not plain from the code. */
  readonly hint?: string;
}

const WRONG_REGION = "the bucket is in another region than the endpoint";
const WRONG_KEY = "check access key, secret key and token";

/**
 * Codes of both services, from the OBS error list and the S3 one. `AccessDenied` is also what S3 answers for an object
 * that is not there, unless listing is permitted; so listing has to be.
 */
const BY_CODE: Readonly<Record<string, Meaning>> = {
  AccessDenied: {
    means: "forbidden",
    hint: "check the permissions on the bucket; listing it is one of them",
  },
  InArrearOrInsufficientBalance: { means: "forbidden", hint: "the account is in arrears" },
  RequestTimeTooSkewed: { means: "unauthorized", hint: "set the clock of this machine" },
  InvalidAccessKeyId: { means: "unauthorized", hint: WRONG_KEY },
  SignatureDoesNotMatch: { means: "unauthorized", hint: WRONG_KEY },
  InvalidToken: { means: "unauthorized", hint: WRONG_KEY },
  ExpiredToken: { means: "unauthorized", hint: "the temporary credentials are over" },
  AuthorizationHeaderMalformed: { means: "unauthorized", hint: WRONG_REGION },
  VirtualHostDomainRequired: { means: "invalid-config", hint: "the endpoint takes no bucket in the path" },
  PermanentRedirect: { means: "invalid-config", hint: WRONG_REGION },
  TemporaryRedirect: { means: "invalid-config", hint: WRONG_REGION },
  NoSuchBucket: { means: "not-found", hint: "check name and region of the bucket" },
  NoSuchKey: { means: "not-found" },
  OperationNotSupported: { means: "not-supported" },
  NotImplemented: { means: "not-supported" },
  MethodNotAllowed: { means: "not-supported" },
  PositionNotEqualToLength: { means: "conflict" },
  ObjectNotAppendable: { means: "conflict", hint: "it was written whole, or appended to 10,000 times" },
  OperationAborted: { means: "conflict", retryable: true },
  ConditionalRequestConflict: { means: "conflict", retryable: true },
  PreconditionFailed: { means: "conflict" },
  BadDigest: { means: "invalid-request", retryable: true, hint: "the bytes were changed on their way" },
  RequestTimeout: { means: "timeout", retryable: true },
  SlowDown: { means: "throttled", retryable: true },
};

const BY_STATUS: Readonly<Record<number, Meaning>> = {
  401: { means: "unauthorized" },
  403: { means: "forbidden" },
  404: { means: "not-found" },
  405: { means: "not-supported" },
  408: { means: "timeout", retryable: true },
  409: { means: "conflict" },
  412: { means: "conflict" },
  429: { means: "throttled", retryable: true },
  501: { means: "not-supported" },
};

function meaningOf(status: number, code: string | undefined): Meaning {
  const known = code !== undefined && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  const meaning = known ?? BY_STATUS[status];
  if (meaning) return meaning;
  if (status >= 500) return { means: "unavailable", retryable: true };
  if (status >= 400) return { means: "invalid-request" };
  return status >= 300 ? { means: "invalid-config", hint: WRONG_REGION } : { means: "invalid-response" };
}

const QOS_DELAY_MAX_MS = 3_600_000;

/**
 * How long the service wants to be left alone. `Retry-After` is in seconds or a date; the unit of `x-obs-qos-delay-time`
 * is not printed, and is taken for the milliseconds that the header of this name has at another service of this kind.
 */
function askedPauseMs({ headers }: WireResponse, nowMs: number): number | undefined {
  const qos = headers["x-obs-qos-delay-time"]?.trim() ?? "";
  const delayMs = /^\d{1,9}$/.test(qos) ? Math.min(Number(qos), QOS_DELAY_MAX_MS) : undefined;
  const retryAfterMs = retryAfterMsOf(headers["retry-after"], nowMs);
  return delayMs === undefined ? retryAfterMs : Math.max(delayMs, retryAfterMs ?? 0);
}

/** Code of an error document; a HEAD-like answer without a body tells it in a header. */
function codeOf({ headers, body }: WireResponse): string | undefined {
  const root = body.length === 0 ? undefined : readXml(new TextDecoder().decode(body));
  const code = root?.name === "Error" ? textOf(root, "Code") : headers["x-obs-error-code"];
  // Our own texts quote it, and the tables are looked up by it.
  return code !== undefined && /^[\w.]{1,64}$/.test(code.trim()) ? code.trim() : undefined;
}

/** How far this machine's clock is ahead of the service's, if it says what time it is. */
function clockAheadMs({ headers }: WireResponse, nowMs: number): number | undefined {
  const theirs = Date.parse(headers["date"] ?? "");
  return Number.isNaN(theirs) ? undefined : nowMs - theirs;
}

/** Present values alone: an absent detail is left out. */
function present(details: Readonly<Record<string, unknown>>): ErrorDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

/** What an answer belongs to. */
export interface FailureContext {
  readonly call: ObjectCall;
  readonly dialect: ObjectDialect;
  readonly nowMs: number;
}

function named({ call, dialect }: FailureContext): string {
  return `${dialect.name} ${call.operation}`;
}

/** The service's message is never quoted: that of a wrong signature repeats the request, key and token included. */
export function objectFailure(context: FailureContext, response: WireResponse): AutomationError {
  const { call, nowMs } = context;
  const { status, headers } = response;
  const cloudCode = codeOf(response);
  const { means, retryable = false, hint } = meaningOf(status, cloudCode);
  const isLeftOpen = status >= 500 || status === 408 || means === "timeout";
  const said = [`HTTP ${status}`, cloudCode].filter(Boolean).join(", ");
  return new AutomationError(means, `${named(context)}: ${means} (${said})${hint ? `; ${hint}` : ""}`, {
    details: present({
      operation: call.operation,
      key: call.key,
      status,
      cloudCode,
      requestId: headers["x-obs-request-id"] ?? headers["x-amz-request-id"],
      retryAfterMs: askedPauseMs(response, nowMs),
      retryable,
      ambiguous: call.effect === "write" && isLeftOpen,
      clockAheadMs: means === "unauthorized" ? clockAheadMs(response, nowMs) : undefined,
    }),
  });
}

/** A success that does not say what it must. A write may well have had its effect. */
export function answerNotUnderstood(context: FailureContext, status: number, what: string): AutomationError {
  const { call } = context;
  return new AutomationError("invalid-response", `${named(context)}: ${what} (HTTP ${status})`, {
    details: present({
      operation: call.operation,
      key: call.key,
      status,
      retryable: false,
      ambiguous: call.effect === "write",
    }),
  });
}

/** The transport cannot know what a call does: an answer lost after a read leaves nothing in doubt. */
export function transportFailure(context: FailureContext, error: AutomationError): AutomationError {
  const { call } = context;
  const ambiguous = call.effect === "write" && error.details.ambiguous === true;
  return new AutomationError(error.code, `${named(context)}: ${error.message}`, {
    cause: error.cause,
    details: present({ ...error.details, operation: call.operation, key: call.key, ambiguous }),
  });
}
