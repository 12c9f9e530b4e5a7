import { isJsonObject, type JsonObject, listAt, textAt, valueAt } from "../../sources/json-path.ts";
import type { DeliveredMessage, Delivery } from "../delivery/delivery.ts";
import { parsedJson } from "./parsed-json.ts";
import { idOf, toMessage } from "./to-message.ts";

/** The key under which each database's records keep the change, and how its messages are named. */
const FROM: Readonly<Record<string, string>> = { dds: "dds", gauss_mongo: "gaussmongo" };

const keyOf = (record: unknown) => Object.keys(FROM).find((key) => isJsonObject(valueAt(record, key)));

/** `DB.COLLECTION` out of `{"db": …, "coll": …}`, which is a text with JSON in it. */
function placeOf(change: unknown): string | null {
  const ns = parsedJson(textAt(change, "ns") ?? "");
  const [db, collection] = [textAt(ns, "db"), textAt(ns, "coll")];
  return db === null || collection === null ? null : `${db}.${collection}`;
}

/** GaussMongo's template has the name of the event in quotes of its own. */
function withBareName(record: unknown): unknown {
  const name = valueAt(record, "event_name");
  if (!isJsonObject(record) || typeof name !== "string") return record;
  return { ...record, event_name: name.replace(/^"(.*)"$/, "$1") };
}

function toMongoMessage(record: unknown): DeliveredMessage {
  const key = keyOf(record);
  if (key === undefined) return toMessage(record, { from: "mongo" });
  const change = valueAt(record, key);
  const token = textAt(change, "token");
  return toMessage(withBareName(record), {
    from: FROM[key] ?? key,
    place: placeOf(change),
    // The place in the stream of changes; the same one for the same change, however often it is delivered.
    id: idOf(token === null ? null : (textAt(parsedJson(token), "_data") ?? token)),
  });
}

/** DDS and GaussDB (Mongo): each change as JSON text. The document in it stays the JSON text that it is. */
export function readMongo(event: JsonObject): Delivery | undefined {
  const records = listAt(event, "records");
  if (!records.some((record) => keyOf(record) !== undefined)) return undefined;
  return { kind: "messages", messages: records.map(toMongoMessage) };
}
