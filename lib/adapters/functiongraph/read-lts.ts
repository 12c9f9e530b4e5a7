import { isJsonObject, type JsonObject, textAt, valueAt } from "../../sources/json-path.ts";
import { timeMsOf } from "../../sources/time-ms.ts";
import type { DeliveredMessage, Delivery } from "../delivery/delivery.ts";
import { base64Text } from "./base64.ts";
import { parsedJson } from "./parsed-json.ts";
import { idOf, toMessage } from "./to-message.ts";

function toLtsMessage(log: unknown, place: string | null): DeliveredMessage {
  return toMessage(log, {
    from: "lts",
    place,
    id: idOf(textAt(log, "log_uid"), textAt(log, "line_no")),
    timeMs: timeMsOf(valueAt(log, "time")),
  });
}

/**
 * The log lines of one delivery: JSON whose `logs` is a text with JSON in it. A published example breaks at one of
 * the layers, so what cannot be taken apart any further is one message with the text as far as it was undone.
 */
function messagesOf(text: string): readonly DeliveredMessage[] {
  const outer = parsedJson(text);
  if (!isJsonObject(outer)) return [toMessage(text, { from: "lts" })];
  const place = textAt(outer, "log_topic_id");
  const logs = valueAt(outer, "logs");
  const lines = typeof logs === "string" ? parsedJson(logs) : logs;
  if (Array.isArray(lines)) return lines.map((log) => toLtsMessage(log, place));
  return [toMessage(logs ?? text, { from: "lts", place })];
}

/** LTS: each log line as JSON text. */
export function readLts(event: JsonObject): Delivery | undefined {
  const encoded = valueAt(event, "lts", "data");
  if (typeof encoded !== "string") return undefined;
  return { kind: "messages", messages: messagesOf(base64Text(encoded) ?? encoded) };
}
