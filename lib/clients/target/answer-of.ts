import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { CallAnswer } from "../../ports/cloud.ts";

/** The fields that matter of whatever a write answers; most answers are the machine itself, some are empty. */
interface MachineLike {
  readonly id?: unknown;
  readonly order_id?: unknown;
  readonly status?: unknown;
  readonly current_status?: unknown;
  readonly update_at?: unknown;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Reads an accepted call's answer. */
export function acceptedAnswer(
  data: unknown,
  { request, creates }: { readonly request: string | null; readonly creates: boolean },
): CallAnswer {
  const machine: MachineLike = typeof data === "object" && data !== null ? data : {};
  return {
    kind: "accepted",
    request,
    created: creates ? text(machine.id) : null,
    order: creates ? text(machine.order_id) : null,
    status: text(machine.status) ?? text(machine.current_status),
    updatedAtMs: typeof machine.update_at === "number" ? machine.update_at : null,
  };
}

function kindOf(error: AutomationError): Exclude<CallAnswer["kind"], "accepted"> {
  if (error.details.ambiguous === true) return "lost";
  switch (error.code) {
    case "conflict":
      return "busy";
    case "throttled":
    case "connection":
    case "timeout":
    case "unavailable":
      return "unsent";
    default:
      return "rejected";
  }
}

/** Sorts a failed call by what it means for the machine. Anything unforeseen may have had its effect. */
export function failedAnswer(error: unknown): CallAnswer {
  if (isAutomationError(error)) return { kind: kindOf(error), error };
  const message = error instanceof Error ? error.message : String(error);
  return { kind: "lost", error: new AutomationError("connection", message, { cause: error }) };
}
