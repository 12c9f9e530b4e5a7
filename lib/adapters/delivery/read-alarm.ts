import { alarmOf } from "../../sources/alarm-of.ts";
import { timeMsOf } from "../../sources/time-ms.ts";
import type { MessageReader } from "./message-draft.ts";

/**
 * Reads the notification of a Cloud Eye alarm. Without a time of its own it cannot be told from the next one, and the
 * platform's id has to do.
 */
export const readAlarm: MessageReader = ({ body, message }, nowMs) => {
  const found = alarmOf(body, timeMsOf(message.time) ?? nowMs);
  if (found === undefined || "refused" in found) return found;
  return {
    type: "alarm.raised",
    id: found.told ? "content" : null,
    time: new Date(found.timeMs).toISOString(),
    data: found.data,
  };
};
