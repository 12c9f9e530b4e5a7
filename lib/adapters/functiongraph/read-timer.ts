import { AutomationError } from "../../domain/errors.ts";
import { eventTimeProblem } from "../../domain/event-time.ts";
import { eventTimeMs } from "../../sources/event-time.ts";
import { type JsonObject, textAt, valueAt } from "../../sources/json-path.ts";
import type { Delivery } from "../delivery/delivery.ts";

const MINUTE_MS = 60_000;

/**
 * TIMER, `v1.0` and `v2.0`: one slot. The slot is `time` without its seconds: the platform repeats a failed call with
 * the event as it was, so a slot that comes twice is the same one, and so are two calls within a minute, which the
 * jitter of the clock (not documented) may make of one. Truncated and never rounded up: a slot must have passed.
 * A `time` that is missing or not to be read is the minute that it is now, since a clock that stops costs more than a
 * slot that is looked at twice.
 */
export function readTimer(event: JsonObject, nowMs: number): Delivery | undefined {
  if (valueAt(event, "trigger_type") !== "TIMER") return undefined;
  const timeMs = eventTimeMs(valueAt(event, "time")) ?? nowMs;
  const problem = eventTimeProblem({ time: new Date(timeMs).toISOString() }, nowMs);
  if (problem !== undefined) {
    throw new AutomationError("invalid-event", problem, { details: { field: "time", retryable: false } });
  }
  return {
    kind: "tick",
    slotMs: Math.floor(timeMs / MINUTE_MS) * MINUTE_MS,
    name: textAt(event, "trigger_name") ?? "timer",
  };
}
