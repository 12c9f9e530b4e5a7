import { AutomationError, type ErrorCode } from "../../domain/errors.ts";
import type { WireResponse } from "../../ports/http-transport.ts";

/** Names that AWS gives to failures, by what they mean here; the first match counts. */
const MEANINGS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^(ResourceNotFound|Parameter(Version)?NotFound|QueueDoesNotExist|NonExistentQueue)/, "not-found"],
  [
    /^(Throttl|TooManyRequests|RequestThrottled|RequestLimitExceeded|KmsThrottled|LimitExceeded)/i,
    "throttled",
  ],
  [/^(AccessDenied|KmsAccessDenied|DecryptionFailure|NotAuthorized)/i, "forbidden"],
  [
    /^(UnrecognizedClient|InvalidClientTokenId|ExpiredToken|InvalidSignature|SignatureDoesNotMatch)/,
    "unauthorized",
  ],
  [/^(IncompleteSignature|MissingAuthentication|RequestExpired|InvalidAccessKeyId)/, "unauthorized"],
  [/^(InternalService|InternalServer|InternalFailure|ServiceUnavailable)/, "unavailable"],
];

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
  429: "throttled",
};

const REPEATABLE: readonly ErrorCode[] = ["throttled", "unavailable"];

/** `com.amazonaws.sqs#QueueDoesNotExist` and `QueueDoesNotExist:http://…` both mean `QueueDoesNotExist`. */
function plainName(type: unknown): string | undefined {
  if (typeof type !== "string") return undefined;
  const [name = ""] = (type.split("#").at(-1) ?? "").split(":");
  const last = name.split(".").at(-1) ?? "";
  return /^[A-Za-z]{1,100}$/.test(last) ? last : undefined;
}

function typeIn(body: unknown): unknown {
  return typeof body === "object" && body !== null && "__type" in body ? body.__type : undefined;
}

function codeOf(name: string | undefined, status: number): ErrorCode {
  const meaning = MEANINGS.find(([pattern]) => name !== undefined && pattern.test(name));
  if (meaning !== undefined) return meaning[1];
  return status >= 500 ? "unavailable" : (BY_STATUS[status] ?? "invalid-request");
}

/**
 * The error for an answer of AWS that is no success. It names the call, the status and AWS's own name of the failure;
 * AWS's text is left out, since it quotes what it was sent.
 */
export function awsFailure(call: string, response: WireResponse, body: unknown): AutomationError {
  const { status, headers } = response;
  const name = plainName(typeIn(body)) ?? plainName(headers["x-amzn-errortype"]);
  const code = codeOf(name, status);
  const requestId = headers["x-amzn-requestid"];
  return new AutomationError(
    code,
    `${call}: ${code} (HTTP ${status}${name === undefined ? "" : `, ${name}`})`,
    {
      details: {
        operation: call,
        status,
        ...(name === undefined ? {} : { cloudCode: name }),
        ...(requestId === undefined ? {} : { requestId }),
        retryable: REPEATABLE.includes(code),
        ambiguous: status >= 500,
      },
    },
  );
}
