import { WORK_EVENT } from "../../compose/surroundings.ts";
import { isJsonObject } from "../../sources/json-path.ts";

/** Whether an event, or the text of a message, is Curfew's own wish to be gone on with. */
export function isWorkEvent(event: unknown): boolean {
  if (typeof event === "string") return event === JSON.stringify(WORK_EVENT);
  return isJsonObject(event) && Object.keys(event).length === 1 && event["curfew"] === WORK_EVENT.curfew;
}
