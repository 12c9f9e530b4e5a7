import { AutomationError, type ErrorCode } from "../../domain/errors.ts";
import { parseErrorBody } from "../../domain/modelarts/error-body.ts";
import type { WireResponse } from "../../ports/http-transport.ts";
import { failureOf } from "../modelarts/error-map.ts";
import { quotedText } from "../quoted-text.ts";
import { retryAfterMsOf } from "../read-answer.ts";

interface Meaning {
  readonly code: ErrorCode;
  readonly retryable: boolean;
}

/** Codes of the service (prefix `FSS.`) that say more than their status. Source: its table of error codes. */
const FSS_CODES: Readonly<Record<string, Meaning>> = {
  "0401": { code: "unauthorized", retryable: false },
  "0403": { code: "forbidden", retryable: false },
  "0404": { code: "not-found", retryable: false },
  "1051": { code: "not-found", retryable: false },
  // Code that is there already; the caller that uploads it reads this as "unchanged".
  "0409": { code: "conflict", retryable: false },
  "1016": { code: "conflict", retryable: false },
  "0413": { code: "invalid-request", retryable: false },
  "1201": { code: "invalid-request", retryable: false },
  "1017": { code: "invalid-request", retryable: false },
  "1018": { code: "invalid-request", retryable: false },
  "1071": { code: "invalid-request", retryable: false },
  "1072": { code: "invalid-request", retryable: false },
  "1108": { code: "conflict", retryable: false },
  "1114": { code: "invalid-request", retryable: false },
  "1123": { code: "quota", retryable: false },
  "0429": { code: "throttled", retryable: true },
};

function meaningOf(status: number, cloudCode: string | undefined): Meaning {
  const number = /^FSS\.(\d+)$/.exec(cloudCode ?? "")?.[1] ?? "";
  return (Object.hasOwn(FSS_CODES, number) && FSS_CODES[number]) || failureOf(status, cloudCode);
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** What a refusal is told with. */
export interface RefusedCall {
  readonly name: string;
  readonly effect: "read" | "write";
  readonly secrets: readonly string[];
}

/** The error that an answer outside 200 to 299 stands for. A server error leaves open whether a write had its effect. */
export function apiFailure(call: RefusedCall, response: WireResponse, nowMs: number): AutomationError {
  const body = parseErrorBody(jsonOf(response.body));
  const { code, retryable } = meaningOf(response.status, body.code);
  const requestId = response.headers["x-request-id"] ?? body.requestId;
  const retryAfterMs = retryAfterMsOf(response.headers["retry-after"], nowMs);
  const words = body.text === undefined ? undefined : quotedText(body.text, call.secrets);
  const said = [`HTTP ${response.status}`, body.code, words && JSON.stringify(words)].filter(Boolean);
  return new AutomationError(code, `${call.name}: ${code} (${said.join(", ")})`, {
    details: {
      operation: call.name,
      status: response.status,
      retryable,
      ambiguous: call.effect === "write" && (response.status >= 500 || response.status === 408),
      ...(body.code === undefined ? {} : { cloudCode: body.code }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  });
}

/** An answer that should have been understood and was not. */
export function notUnderstood(name: string, status: number, what: string): AutomationError {
  return new AutomationError("invalid-response", `${name}: ${what} (HTTP ${status})`, {
    details: { operation: name, status, retryable: false, ambiguous: true },
  });
}
