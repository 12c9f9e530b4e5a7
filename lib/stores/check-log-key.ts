import { AutomationError } from "../domain/errors.ts";

/** Refuses an empty log key: it would look like a seal and protect nothing. Throws `invalid-config`. */
export function checkLogKey(logKey: string | undefined): void {
  if (logKey !== "") return;
  throw new AutomationError("invalid-config", "the log key is empty; set one, or none at all", {
    details: { field: "logKey", rule: "at least one character" },
  });
}
