import { AutomationError } from "../../domain/errors.ts";
import type { Delivery } from "../delivery/delivery.ts";

/** The error for a trigger that is connected to the wrong function. It tells the event's shape, never a value. */
export function notMine(delivery: Delivery, takes: string): AutomationError {
  const shape = delivery.kind === "unknown" ? `; its shape is ${delivery.shape}` : "";
  const text = `this function takes ${takes}, and this is ${delivery.kind}${shape}`;
  return new AutomationError("invalid-event", text, {
    details: { field: "event", rule: takes, retryable: false },
  });
}
