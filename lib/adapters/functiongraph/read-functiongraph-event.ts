import { isJsonObject } from "../../sources/json-path.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { shapeOf } from "../delivery/shape-of.ts";
import { isWorkEvent } from "../delivery/work-event.ts";
import { readApig } from "./read-apig.ts";
import { readCts } from "./read-cts.ts";
import { readDis } from "./read-dis.ts";
import { readEventGrid } from "./read-event-grid.ts";
import { readLts } from "./read-lts.ts";
import { readMongo } from "./read-mongo.ts";
import { readObs } from "./read-obs.ts";
import { readQueue } from "./read-queue.ts";
import { readSmn } from "./read-smn.ts";
import { readTimer } from "./read-timer.ts";
import type { Recogniser } from "./recogniser.ts";

/**
 * Every family that is understood; the first one that knows the event reads it. No field tells the families apart, so
 * each looks for keys of its own, and those of two families never meet in one documented event.
 */
const RECOGNISERS: readonly Recogniser[] = [
  readApig,
  readTimer,
  readQueue,
  readSmn,
  readObs,
  readLts,
  readCts,
  readMongo,
  readDis,
  readEventGrid,
];

/**
 * Turns what FunctionGraph hands to a function into a {@link Delivery} (Developer Guide, "Supported Trigger Events").
 * What nobody recognises is `unknown` and tells its shape. Throws nothing but an `AutomationError` `invalid-event`,
 * which names the field and the rule and never a value.
 *
 * @param event The parsed event as the platform passes it.
 * @param nowMs Milliseconds since the epoch.
 */
export function readFunctionGraphEvent(event: unknown, nowMs: number): Delivery {
  if (isWorkEvent(event)) return { kind: "work" };
  if (!isJsonObject(event)) return { kind: "unknown", shape: shapeOf(event) };
  for (const recognise of RECOGNISERS) {
    const delivery = recognise(event, nowMs);
    if (delivery) return delivery;
  }
  return { kind: "unknown", shape: shapeOf(event) };
}
