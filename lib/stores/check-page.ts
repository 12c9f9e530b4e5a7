import { AutomationError } from "../domain/errors.ts";
import { FIND_ENTRIES_MAX } from "../domain/status.ts";

/** Checks a limit. Throws `usage`. */
export function checkLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= FIND_ENTRIES_MAX) return limit;
  throw new AutomationError("usage", `limit: 1 to ${FIND_ENTRIES_MAX} entries at once, not ${limit}`, {
    details: { field: "limit", rule: `1 to ${FIND_ENTRIES_MAX}` },
  });
}

/** Reads a cursor: entries are numbered in the order of the log, from 1. Throws `usage` for one that no log gave. */
export function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^[1-9]\d{0,14}$/.test(cursor)) return Number(cursor);
  throw new AutomationError("usage", "after: not a cursor of this log; take one from an earlier answer", {
    details: { field: "after" },
  });
}
