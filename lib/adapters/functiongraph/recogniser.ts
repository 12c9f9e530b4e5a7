import type { JsonObject } from "../../sources/json-path.ts";
import type { Delivery } from "../delivery/delivery.ts";

/**
 * One family of trigger events. Answers `undefined` when the event is of another family, and throws an
 * `invalid-event` only for what no part of can be handed on: a bad member of a batch is data, like the good ones.
 *
 * @param nowMs Milliseconds since the epoch.
 */
export type Recogniser = (event: JsonObject, nowMs: number) => Delivery | undefined;
