import { AutomationError } from "../domain/errors.ts";

/**
 * The error for a request that cannot be signed. The text names the field and its rule and never repeats the
 * value: URLs, header values and keys may all be secret.
 */
export function invalidRequest(field: string, rule: string, cause?: unknown): AutomationError {
  return new AutomationError("invalid-request", `Cannot sign: ${field} must be ${rule}.`, {
    cause,
    details: { field, rule, document: "API Request Signing Guide" },
  });
}
