import { AutomationError } from "../../domain/errors.ts";

/** Error codes of Node and undici that mean that time ran out. */
const TIMEOUT_CODES: readonly unknown[] = [
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
];

function codeOf(cause: unknown): string | undefined {
  const code: unknown =
    typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Host of a URL for error texts; the rest of the URL says too much. */
function hostOf(url: string): string {
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "the host";
  // What stands before it is a user and a password.
  return authority.slice(authority.lastIndexOf("@") + 1);
}

/** Something broke below HTTP. `sent`: whether any byte of the request may have left. */
export function brokenConnection(url: string, sent: boolean, cause: unknown): AutomationError {
  const code = codeOf(cause);
  const isTimeout = TIMEOUT_CODES.includes(code);
  const what = sent ? "the connection broke before the answer was complete" : "no connection";
  const text = isTimeout ? "no connection in time" : what;
  return new AutomationError(
    isTimeout ? "timeout" : "connection",
    `${hostOf(url)}: ${text}${code === undefined ? "" : ` (${code})`}`,
    { cause, details: { ambiguous: sent, retryable: true } },
  );
}

/** The time the request was given is over. */
export function ranOutOfTime(url: string, sent: boolean, timeoutMs: number): AutomationError {
  return new AutomationError("timeout", `${hostOf(url)}: no complete answer within ${timeoutMs} ms`, {
    details: { ambiguous: sent, retryable: true },
  });
}

/** The answer is larger than allowed; it was not read to its end. */
export function oversizedAnswer(url: string, status: number, bytesMax: number): AutomationError {
  return new AutomationError("invalid-response", `${hostOf(url)}: the answer exceeds ${bytesMax} bytes`, {
    details: { status, rule: `at most ${bytesMax} bytes`, ambiguous: true, retryable: false },
  });
}

/** The transport was closed before. */
export function closedTransport(url: string): AutomationError {
  return new AutomationError("connection", `${hostOf(url)}: the transport is closed`, {
    details: { ambiguous: false, retryable: false },
  });
}

/** The request is not one that can be written to the wire. */
export function unsendable(url: string, cause: unknown): AutomationError {
  return new AutomationError("invalid-request", `${hostOf(url)}: the request cannot be sent as it is`, {
    cause,
    details: { ambiguous: false, retryable: false },
  });
}
