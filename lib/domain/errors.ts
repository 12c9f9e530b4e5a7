/**
 * The closed set of reasons for which Curfew gives up on something.
 * A code is stable: users match on it, texts may change.
 */
export const ERROR_CODES = [
  "invalid-config",
  "invalid-request",
  "invalid-response",
  "invalid-event",
  "bad-signature",
  "unknown-source",
  "missing-credentials",
  "unauthorized",
  "forbidden",
  "not-found",
  "conflict",
  "quota",
  "capacity",
  "throttled",
  "unavailable",
  "timeout",
  "connection",
  "not-allowed",
  "not-supported",
  "store-failed",
  "store-conflict",
  "store-version",
  "usage",
] as const;

/** See {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What is known about a failure beyond its text; never a secret. */
export interface ErrorDetails {
  /** Path of the field that broke a rule, for example `root_volume.size`. */
  readonly field?: string;
  /** The rule in words, for example `100 to 1,024 GB`. */
  readonly rule?: string;
  /** The document the rule stands in. */
  readonly document?: string;
  /** HTTP status of the cloud's answer. */
  readonly status?: number;
  /** The cloud's own error code, for example `ModelArts.6357`. */
  readonly cloudCode?: string;
  /** The cloud's request id, for support tickets. */
  readonly requestId?: string;
  /** Whether the very same call may succeed later. Only reads and convergent steps are ever repeated. */
  readonly retryable?: boolean;
  /** Earliest useful repetition, milliseconds from the answer. */
  readonly retryAfterMs?: number;
  /** Whether the call may have had its effect although no success was seen. */
  readonly ambiguous?: boolean;
  /** Anything else worth a line in the log. */
  readonly [key: string]: unknown;
}

/**
 * The only error class that Curfew throws on purpose. Everything else that escapes is a bug.
 * The message names what happened, the rule and the way out; it never holds a secret.
 */
export class AutomationError extends Error {
  override readonly name = "AutomationError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: ErrorDetails } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Whether something thrown is an {@link AutomationError}; works across bundles, unlike `instanceof`. */
export function isAutomationError(error: unknown): error is AutomationError {
  return error instanceof Error && error.name === "AutomationError" && "code" in error;
}
