import type { RecentAction } from "../domain/facts.ts";
import type { StatusEntry } from "../domain/status.ts";
import { VERB_NAMES } from "../domain/verbs.ts";

/** The action that an entry of phase `submitting` tells of, or `undefined` for any other entry. */
export function recentActionOf(entry: StatusEntry): RecentAction | undefined {
  const action = VERB_NAMES.find((name) => name === entry.action);
  if (entry.phase !== "submitting" || entry.resource === null || action === undefined) return undefined;
  const owner = entry.details["owner"];
  return {
    resource: entry.resource,
    action,
    owner: typeof owner === "string" ? owner : null,
    atMs: Date.parse(entry.at),
    ...(entry.policy === null ? {} : { policy: entry.policy }),
  };
}

/** Newest first; entries of the same millisecond in the reverse order of the log. */
export function newestFirst(oldestFirst: readonly RecentAction[]): readonly RecentAction[] {
  return [...oldestFirst].reverse().sort((a, b) => b.atMs - a.atMs);
}
