import { type JsonObject, listAt, textAt, valueAt } from "../../sources/json-path.ts";
import type { DeliveredMessage, Delivery } from "../delivery/delivery.ts";
import { base64Text } from "./base64.ts";
import { idOf, toMessage } from "./to-message.ts";

/** DIS: the decoded text of every record; one that is not base64 of UTF-8 is handed on as it stands. */
export function readDis(event: JsonObject): Delivery | undefined {
  const stream = textAt(event, "StreamName");
  if (stream === null || !Array.isArray(valueAt(event, "Message", "records"))) return undefined;
  const shard = textAt(event, "ShardID");
  const messages = listAt(event, "Message", "records").map((record): DeliveredMessage => {
    const text = valueAt(record, "data");
    const body = typeof text === "string" ? (base64Text(text) ?? text) : record;
    // Numbers begin anew in every shard.
    const id = idOf(stream, shard, textAt(record, "sequence_number"));
    return toMessage(body, { from: "dis", place: stream, id });
  });
  return { kind: "messages", messages };
}
