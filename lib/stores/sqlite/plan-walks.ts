import type { StatusPhase } from "../../domain/status.ts";
import type { LogFilter } from "../../ports/log-reader.ts";
import { columnText } from "../kept-entry.ts";
import { isWholeRef } from "../match-filter.ts";

/** One walk along one index, in the order of the log. Columns that are given lead, the rest is checked row by row. */
export interface Walk {
  readonly run?: string;
  readonly resource?: string;
  readonly policy?: string;
  readonly phase?: StatusPhase;
  /** Begins at the open runs. */
  readonly open?: true;
}

/** Most resources that get a walk each; with more of them, walking the log itself soon meets one. */
export const RESOURCES_MAX = 50;

/**
 * Chooses the walks for a filter: the column that leaves the fewest entries leads. Several phases or resources are
 * several walks, for one walk over all of them would have to be sorted first.
 *
 * @param resourcesWith finds the resources with a part in their reference; `undefined` for more than `RESOURCES_MAX`
 */
export function planWalks(
  filter: LogFilter,
  resourcesWith: (part: string) => readonly string[] | undefined,
): readonly Walk[] {
  const open = filter.open === true ? { open: true as const } : {};
  if (filter.run !== undefined) return [{ run: filter.run, ...open }];
  if (filter.open === true) return [open];
  const resources = filter.resource === undefined ? undefined : chosen(filter.resource, resourcesWith);
  if (resources) return resources.map((resource) => ({ resource }));
  const lead = filter.policy === undefined ? {} : { policy: columnText(filter.policy) };
  if (!filter.phases) return [lead];
  return [...new Set(filter.phases)].map((phase) => ({ ...lead, phase }));
}

function chosen(resource: string, resourcesWith: (part: string) => readonly string[] | undefined) {
  const wanted = columnText(resource);
  return isWholeRef(wanted) ? [wanted] : resourcesWith(wanted);
}
