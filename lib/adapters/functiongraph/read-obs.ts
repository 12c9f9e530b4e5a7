import { isJsonObject, type JsonObject, listAt, textAt, valueAt } from "../../sources/json-path.ts";
import { timeMsOf } from "../../sources/time-ms.ts";
import type { DeliveredMessage, Delivery } from "../delivery/delivery.ts";
import { idOf, toMessage } from "./to-message.ts";

/** Undoes the encoding of an object's key, in which a space is a plus sign; one that cannot be undone stays. */
function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return key;
  }
}

/** The record with its key as the object is called. */
function withDecodedKey(record: unknown): unknown {
  const s3 = valueAt(record, "s3");
  const object = valueAt(s3, "object");
  const key = valueAt(object, "key");
  if (!isJsonObject(record) || !isJsonObject(s3) || !isJsonObject(object) || typeof key !== "string") {
    return record;
  }
  return { ...record, s3: { ...s3, object: { ...object, key: decodedKey(key) } } };
}

function toObsMessage(record: unknown): DeliveredMessage {
  const bucket = textAt(record, "s3", "bucket", "name");
  return toMessage(withDecodedKey(record), {
    from: "obs",
    place: bucket,
    // The sequencer orders the events of one key and says nothing across keys.
    id: idOf(bucket, textAt(record, "s3", "object", "key"), textAt(record, "s3", "object", "sequencer")),
    timeMs: timeMsOf(valueAt(record, "eventTime")),
  });
}

/** OBS's own trigger: each record as JSON text, with the decoded key. The bucket's ARN has two forms and is not read. */
export function readObs(event: JsonObject): Delivery | undefined {
  const records = listAt(event, "Records");
  if (!records.some((record) => isJsonObject(valueAt(record, "s3")))) return undefined;
  return { kind: "messages", messages: records.map(toObsMessage) };
}
