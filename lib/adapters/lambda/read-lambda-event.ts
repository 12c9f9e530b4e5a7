import type { Delivery } from "../delivery/delivery.ts";
import { shapeOf } from "../delivery/shape-of.ts";
import { isWorkEvent } from "../delivery/work-event.ts";
import { readBusEvent } from "./read-bus-event.ts";
import { readClockEvent } from "./read-clock-event.ts";
import { type HttpForm, httpFormOf, readHttpEvent } from "./read-http-event.ts";
import { type LambdaMessages, readRecords } from "./read-records.ts";

type Of<K extends Delivery["kind"]> = Extract<Delivery, { readonly kind: K }>;

/** A {@link Delivery} with what an answer to it has to know. */
export type LambdaDelivery =
  | (Of<"http"> & { readonly form: HttpForm })
  | Of<"tick">
  | LambdaMessages
  | Of<"events">
  | Of<"work">
  | Of<"unknown">;

/** Longest shape that is told, in characters. */
const SHAPE_CHARS_MAX = 1_000;

/**
 * Reads whatever Lambda hands a function: HTTP (REST API, HTTP API, function URL), schedules of EventBridge and of
 * EventBridge Scheduler, events of the bus, SQS, SNS,
 * and Curfew's own request to work on. Anything else is `unknown` and told by its shape. Throws
 * `invalid-event`, and nothing else, for an event that is recognised and broken.
 *
 * @param nowMs Milliseconds since the epoch: what an event's own time is held against, and stands in for.
 */
export function readLambdaEvent(event: unknown, nowMs: number): LambdaDelivery {
  const form = httpFormOf(event);
  if (form !== undefined) return { kind: "http", form, request: readHttpEvent(event, form) };
  if (isWorkEvent(event)) return { kind: "work" };
  const known = readClockEvent(event, nowMs) ?? readRecords(event);
  if (known !== undefined) return known;
  const onBus = readBusEvent(event, nowMs);
  return onBus === undefined
    ? { kind: "unknown", shape: shapeOf(event).slice(0, SHAPE_CHARS_MAX) }
    : { kind: "events", events: [onBus] };
}
