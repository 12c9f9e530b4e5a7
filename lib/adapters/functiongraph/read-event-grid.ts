import { type JsonObject, textAt, valueAt } from "../../sources/json-path.ts";
import { timeMsOf } from "../../sources/time-ms.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { idOf, toMessage } from "./to-message.ts";

/**
 * What of a CloudEvent is the message: the text that RabbitMQ and RocketMQ wrap in `data.context`; the whole event of
 * a bucket, since only its `type` says what happened to the object (the key is as the trigger's `Key_encode` has it);
 * otherwise `data`, and the whole event where there is none.
 */
function bodyOf(event: JsonObject): unknown {
  const wrapped = valueAt(event, "data", "context");
  if (typeof wrapped === "string") return wrapped;
  return valueAt(event, "data", "obs") === undefined ? (valueAt(event, "data") ?? event) : event;
}

/** EventGrid: one CloudEvent 1.0, one message. */
export function readEventGrid(event: JsonObject): Delivery | undefined {
  const [id, source, type] = [textAt(event, "id"), textAt(event, "source"), textAt(event, "type")];
  if (textAt(event, "specversion") !== "1.0" || id === null || source === null || type === null) {
    return undefined;
  }
  const message = toMessage(bodyOf(event), {
    from: "eventgrid",
    place: source,
    // An id is unique for its source alone.
    id: idOf(source, id),
    timeMs: timeMsOf(valueAt(event, "time")),
  });
  return { kind: "messages", messages: [message] };
}
