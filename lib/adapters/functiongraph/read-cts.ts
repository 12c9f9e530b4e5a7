import { isJsonObject, type JsonObject, textAt, valueAt } from "../../sources/json-path.ts";
import { timeMsOf } from "../../sources/time-ms.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { parsedJson } from "./parsed-json.ts";
import { idOf, toMessage } from "./to-message.ts";

/** A trace of the audit service, in one form for both clouds. `null` where the trace does not say. */
export interface CtsTrace {
  readonly traceId: string | null;
  /** `ModelArts` or `MODELARTS`: no page prints it, so compare without regard to case. */
  readonly service: string | null;
  readonly resourceType: string | null;
  readonly resourceId: string | null;
  readonly resourceName: string | null;
  /** `startNotebook`, `change_instance_status`; reading leaves traces too. */
  readonly traceName: string | null;
  /** Who did it. `null` for what the cloud did by itself. Names have two forms, so compare ids. */
  readonly user: { readonly id: string | null; readonly name: string | null } | null;
  /** HTTP status or the cloud's own code, as text: `204`, `0`. */
  readonly code: string | null;
  /** When it happened, milliseconds since the epoch; when it was recorded, where only that is known. */
  readonly timeMs: number | null;
  /** `start` or `stop` where one name of a trace stands for both, as on Open Telekom Cloud. */
  readonly action: string | null;
  /** `normal`, `warning` (it failed) or `incident`. */
  readonly rating: string | null;
}

/** What an action looks like; nothing else of a request is kept. */
const ACTION = /^[a-z_]{1,32}$/i;

/** Objects in events, JSON text in the API; the user is empty for what the cloud did itself. */
function partOf(trace: JsonObject, name: string): unknown {
  const part = valueAt(trace, name);
  return typeof part === "string" ? parsedJson(part) : part;
}

function actionOf(trace: JsonObject): string | null {
  const action = textAt(partOf(trace, "request"), "action");
  return action !== null && ACTION.test(action) ? action : null;
}

function userOf(trace: JsonObject): CtsTrace["user"] {
  const record = partOf(trace, "user");
  const [id, name] = [textAt(record, "id"), textAt(record, "name")];
  return id === null && name === null ? null : { id, name };
}

function toTrace(trace: JsonObject): CtsTrace {
  return {
    traceId: textAt(trace, "trace_id"),
    service: textAt(trace, "service_type"),
    resourceType: textAt(trace, "resource_type"),
    resourceId: textAt(trace, "resource_id"),
    resourceName: textAt(trace, "resource_name"),
    traceName: textAt(trace, "trace_name"),
    user: userOf(trace),
    code: textAt(trace, "code"),
    timeMs: timeMsOf(valueAt(trace, "time")) ?? timeMsOf(valueAt(trace, "record_time")),
    action: actionOf(trace),
    // The API and Open Telekom Cloud call it rating, the trigger's template status.
    rating: textAt(trace, "trace_rating") ?? textAt(trace, "trace_status"),
  };
}

/**
 * CTS: one message whose text is a {@link CtsTrace}. `request` and `response` are left out but for the action: they may
 * hold a password or a token. The further fields of Open Telekom Cloud change nothing.
 */
export function readCts(event: JsonObject): Delivery | undefined {
  const cts = valueAt(event, "cts");
  if (!isJsonObject(cts)) return undefined;
  const trace = toTrace(cts);
  const message = toMessage(trace, {
    from: "cts",
    place: trace.service,
    id: idOf(trace.traceId),
    timeMs: trace.timeMs,
  });
  return { kind: "messages", messages: [message] };
}
