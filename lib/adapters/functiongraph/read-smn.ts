import { isJsonObject, type JsonObject, listAt, textAt, valueAt } from "../../sources/json-path.ts";
import { timeMsOf } from "../../sources/time-ms.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { idOf, toMessage } from "./to-message.ts";

/**
 * SMN: the text of every notification, whatever it is: an alarm of Cloud Eye, a trace of CTS, an order. A member
 * without `smn` is handed on as its JSON text. The key is `record`, in the singular.
 */
export function readSmn(event: JsonObject): Delivery | undefined {
  const records = listAt(event, "record");
  if (!records.some((record) => isJsonObject(valueAt(record, "smn")))) return undefined;
  const messages = records.map((record) =>
    toMessage(valueAt(record, "smn", "message") ?? record, {
      from: "smn",
      // urn:smn:REGION:PROJECT:TOPIC
      place: textAt(record, "smn", "topic_urn")?.split(":").at(-1) ?? null,
      id: idOf(textAt(record, "smn", "message_id")),
      timeMs: timeMsOf(valueAt(record, "smn", "timestamp")),
    }),
  );
  return { kind: "messages", messages };
}
