import { eventTimeProblem } from "../../domain/event-time.ts";
import { eventTimeMs } from "../../sources/event-time.ts";
import { isJsonObject, listAt, valueAt } from "../../sources/json-path.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { invalidEvent } from "./invalid-event.ts";

type Tick = Extract<Delivery, { readonly kind: "tick" }>;

const SENDERS: readonly unknown[] = ["aws.events", "aws.scheduler"];

const MINUTE_MS = 60_000;

/**
 * The slot of a time. EventBridge fires a rule of `rate(…)` at any second of a minute and may deliver one firing twice,
 * and the clock of plain Node ticks on the minute, so a minute is one slot.
 */
function slotOf(time: unknown, field: string, nowMs: number): number {
  // Only the scheduler fills this in; a rule sends the keyword as it stands.
  if (typeof time === "string" && time.startsWith("<aws.scheduler.")) {
    throw invalidEvent(field, "a time: only EventBridge Scheduler replaces this keyword, a rule does not");
  }
  const timeMs = typeof time === "string" ? eventTimeMs(time) : null;
  if (timeMs === null) throw invalidEvent(field, "a time in ISO 8601");
  const isAhead = eventTimeProblem({ time: new Date(timeMs).toISOString() }, nowMs) !== undefined;
  if (isAhead) throw invalidEvent(field, "at most 24 hours ahead of the clock here");
  return Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
}

/** `arn:aws:events:…:rule/NAME`, also behind a bus, or `arn:aws:scheduler:…:schedule/GROUP/NAME`. */
function nameOf(arn: unknown): string {
  const name = typeof arn === "string" ? (arn.split("/").at(-1) ?? "") : "";
  return /^[\w.-]{1,64}$/.test(name) ? name : "schedule";
}

/**
 * Reads a clock's event, or `undefined` when it is none: what a rule sends of itself, what EventBridge Scheduler sends
 * where it was given no input, and the input `{"scheduledTime": "<aws.scheduler.scheduled-time>", "scheduleArn":
 * "<aws.scheduler.schedule-arn>"}`, whose second field may be left out. Throws `invalid-event` for a clock's event
 * without a time.
 *
 * @see EventBridge User Guide, "Creating a rule that runs on a schedule"; EventBridge Scheduler User Guide, "Adding
 * context attributes"
 */
export function readClockEvent(event: unknown, nowMs: number): Tick | undefined {
  if (!isJsonObject(event)) return undefined;
  const tick = (field: string, arn: unknown): Tick => ({
    kind: "tick",
    slotMs: slotOf(valueAt(event, field), field, nowMs),
    name: nameOf(arn),
  });
  if (valueAt(event, "detail-type") === "Scheduled Event" && SENDERS.includes(valueAt(event, "source"))) {
    return tick("time", listAt(event, "resources")[0]);
  }
  return valueAt(event, "scheduledTime") === undefined
    ? undefined
    : tick("scheduledTime", valueAt(event, "scheduleArn"));
}
