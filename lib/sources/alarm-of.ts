import type { Alarm } from "../domain/event.ts";
import { type JsonObject, valueAt } from "./json-path.ts";
import { timeMsOf } from "./time-ms.ts";
import { known, wordOf } from "./word-of.ts";

/**
 * Statuses of Cloud Eye. Notifications go out for `alarm` and `ok`; `resolved` and `triggered` are what the console and
 * event alarms call the same. Everything else says that Cloud Eye itself does not know.
 */
const STATUSES: Readonly<Record<string, Alarm["status"]>> = {
  alarm: "alarm",
  triggered: "alarm",
  ok: "ok",
  resolved: "ok",
};

function statusOf(body: JsonObject): Alarm["status"] | undefined {
  const status = body["alarm_status"];
  if (typeof status === "string") {
    const word = status.toLowerCase();
    return Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
  }
  const isAlarm = valueAt(body, "template_variable", "IsAlarm");
  return typeof isAlarm === "boolean" ? (isAlarm ? "alarm" : "ok") : undefined;
}

/** The message is not documented, and people may write templates of their own: little is asked for. */
function isAlarm(body: JsonObject): boolean {
  return body["message_type"] === "alarm" || ("alarm_id" in body && "alarm_status" in body);
}

/** What a notification says: an alarm, or what is wrong with it. `told`: it has a time of its own. */
export type FoundAlarm =
  | { readonly data: Readonly<Record<string, unknown>>; readonly timeMs: number; readonly told: boolean }
  | { readonly refused: string };

/** Reads the notification of a Cloud Eye alarm; `undefined` for a body of another kind. */
export function alarmOf(body: JsonObject, sentAtMs: number): FoundAlarm | undefined {
  if (!isAlarm(body)) return undefined;
  const status = statusOf(body);
  if (status === undefined) return { refused: "alarm_status: alarm or ok" };
  const variable = (name: string) => wordOf(valueAt(body, "template_variable", name));
  const alarm = wordOf(body["alarm_id"]);
  const name = wordOf(body["alarm_name"]) ?? variable("AlarmRuleName") ?? alarm;
  const told = timeMsOf(body["time"]);
  const timeMs = told ?? sentAtMs;
  return {
    timeMs,
    told: told !== null,
    data: known({
      ...{ alarm: alarm ?? name, name, status, timeMs },
      namespace: wordOf(body["namespace"]),
      metric: wordOf(body["metric_name"]),
      dimension: wordOf(body["dimension"], 1024),
      level: wordOf(body["alarm_level"]) ?? variable("AlarmLevel"),
    }),
  };
}
