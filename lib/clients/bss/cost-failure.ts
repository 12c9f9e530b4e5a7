import { AutomationError, type ErrorCode } from "../../domain/errors.ts";
import { parseErrorBody } from "../../domain/modelarts/error-body.ts";
import type { WireResponse } from "../../ports/http-transport.ts";
import { failureOf } from "../modelarts/error-map.ts";
import { quotedText } from "../quoted-text.ts";
import { retryAfterMsOf } from "../read-answer.ts";

const OPERATION = "QueryCosts";

/** Codes of the billing center (prefix `CBC.`) that say more than their status. */
const CBC_CODES: Readonly<Record<string, { readonly code: ErrorCode; readonly retryable: boolean }>> = {
  "CBC.0100": { code: "invalid-request", retryable: false },
  "CBC.0101": { code: "invalid-request", retryable: false },
  "CBC.0150": { code: "forbidden", retryable: false },
  "CBC.0151": { code: "forbidden", retryable: false },
  "CBC.0155": { code: "not-supported", retryable: false },
  "CBC.0999": { code: "unavailable", retryable: true },
};

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** The error that a refused query stands for, with the billing center's own code in `details.cloudCode`. */
export function costFailure(response: WireResponse, nowMs: number): AutomationError {
  const body = parseErrorBody(jsonOf(response.body));
  const known = Object.hasOwn(CBC_CODES, body.code ?? "") ? CBC_CODES[body.code ?? ""] : undefined;
  const { code, retryable } = known ?? failureOf(response.status, body.code);
  const retryAfterMs = retryAfterMsOf(response.headers["retry-after"], nowMs);
  const words = body.text === undefined ? undefined : quotedText(body.text, []);
  const said = [`HTTP ${response.status}`, body.code, words && JSON.stringify(words)].filter(Boolean);
  return new AutomationError(code, `${OPERATION}: ${code} (${said.join(", ")})`, {
    details: {
      ...{ operation: OPERATION, status: response.status, retryable, ambiguous: false },
      ...(body.code === undefined ? {} : { cloudCode: body.code }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  });
}

/** An answer that should have been understood and was not. */
export function notUnderstood(status: number, what: string): AutomationError {
  return new AutomationError("invalid-response", `${OPERATION}: ${what} (HTTP ${status})`, {
    details: { operation: OPERATION, status, retryable: false, ambiguous: false },
  });
}
