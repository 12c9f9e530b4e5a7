import { parseRef } from "../domain/resource.ts";
import type { LogFilter } from "../ports/log-reader.ts";
import { columnText, type KeptEntry } from "./kept-entry.ts";

/** Whether a filter's resource names one machine; otherwise it is a part to be looked for. */
export function isWholeRef(resource: string): boolean {
  return parseRef(resource) !== undefined;
}

/** Whether an entry is looked for. What `open` asks for is the store's to know: pass whether the run is open. */
export function matchesFilter(entry: KeptEntry, filter: LogFilter, runIsOpen: boolean): boolean {
  return (
    (filter.run === undefined || entry.run === filter.run) &&
    (filter.policy === undefined || entry.policy === columnText(filter.policy)) &&
    (filter.phases === undefined || filter.phases.includes(entry.phase)) &&
    (filter.sinceMs === undefined || entry.atMs >= filter.sinceMs) &&
    (filter.untilMs === undefined || entry.atMs < filter.untilMs) &&
    (filter.resource === undefined || matchesResource(entry.resource, columnText(filter.resource))) &&
    (filter.open !== true || runIsOpen)
  );
}

function matchesResource(resource: string | null, wanted: string): boolean {
  if (resource === null) return false;
  return isWholeRef(wanted) ? resource === wanted : resource.includes(wanted);
}
