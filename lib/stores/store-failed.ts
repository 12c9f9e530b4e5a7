import { AutomationError, type ErrorDetails } from "../domain/errors.ts";

/** A promise of the store that cannot be kept: whoever meets it must not send anything. */
export function storeFailed(message: string, options: { cause?: unknown; details?: ErrorDetails } = {}) {
  return new AutomationError("store-failed", message, options);
}
