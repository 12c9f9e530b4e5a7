import { isJsonObject, type JsonObject } from "../../sources/json-path.ts";
import { timeMsOf } from "../../sources/time-ms.ts";
import { known, wordOf } from "../../sources/word-of.ts";
import type { MessageReader } from "./message-draft.ts";

/** An object that stands there as such or as JSON text: the documents show `user` and `request` both ways. */
function objectIn(value: unknown): JsonObject | undefined {
  if (typeof value !== "string") return isJsonObject(value) ? value : undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function userOf(value: unknown): JsonObject | undefined {
  const user = objectIn(value);
  const told = known({ id: wordOf(user?.["id"]), name: wordOf(user?.["name"]) });
  return Object.keys(told).length === 0 ? undefined : told;
}

/** `0` stands for success on Open Telekom Cloud; a code that is no number is the cloud's own word and not kept. */
function codeOf(value: unknown): number | undefined {
  const text = wordOf(value);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** One word out of the request, for names that stand for several actions; the rest of it may hold secrets. */
function actionOf(trace: JsonObject): string | undefined {
  const action = trace["action"] ?? objectIn(trace["request"])?.["action"];
  return typeof action === "string" && /^[a-z_]{1,32}$/i.test(action) ? action : undefined;
}

/**
 * Reads a trace of the audit service: as a key event notification or an audit trigger brings it, or made uniform
 * already, with the names of `audit.recorded`.
 */
export const readTrace: MessageReader = ({ body, message }, nowMs) => {
  const inner = body["cts"];
  const trace = isJsonObject(inner) ? inner : body;
  const field = (name: string, uniform: string) => trace[name] ?? trace[uniform] ?? undefined;
  const traceName = wordOf(field("trace_name", "traceName"));
  if (traceName === undefined && !message.origin.startsWith("cts")) return undefined;
  const told = timeMsOf(field("time", "timeMs")) ?? timeMsOf(field("record_time", "recordTimeMs"));
  const timeMs = told ?? timeMsOf(message.time) ?? nowMs;
  return {
    type: "audit.recorded",
    id: "content",
    time: new Date(timeMs).toISOString(),
    data: known({
      ...{ traceName, timeMs },
      trace: wordOf(field("trace_id", "traceId")) ?? message.id ?? undefined,
      service: wordOf(field("service_type", "service")),
      resourceType: wordOf(field("resource_type", "resourceType")),
      resourceId: wordOf(field("resource_id", "resourceId")),
      resourceName: wordOf(field("resource_name", "resourceName")),
      action: actionOf(trace),
      user: userOf(trace["user"]),
      code: codeOf(trace["code"]),
      // The API calls it rating, the audit trigger of functions status.
      rating: wordOf(trace["trace_rating"] ?? trace["trace_status"] ?? trace["rating"]),
    }),
  };
};
