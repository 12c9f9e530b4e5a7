import { AutomationError } from "../../domain/errors.ts";

/** The error for an event that has a known shape and breaks a rule of it. Names the field, never a value. */
export function invalidEvent(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-event", `${field}: must be ${rule}`, {
    details: { field, rule, retryable: false },
  });
}
