import { AutomationError } from "../../domain/errors.ts";
import type { HttpAnswer } from "../web/http-record.ts";

/** What a function behind APIG must return; anything else becomes an HTTP 500 without a reason. */
export interface ApigResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/**
 * An answer as the gateway wants it (Developer Guide, "APIG trigger"). Throws `invalid-response` when the status is
 * not a whole number from 100 to 599.
 */
export function toApigResponse({ status, headers, body }: HttpAnswer): ApigResponse {
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new AutomationError("invalid-response", "status: must be a whole number from 100 to 599", {
      details: { field: "status", rule: "a whole number from 100 to 599", retryable: false },
    });
  }
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return {
    statusCode: status,
    headers: Object.fromEntries(texts),
    body: String(body),
    isBase64Encoded: false,
  };
}
