import type { StatusPhase } from "../domain/status.ts";
import type { ChainedEntry } from "./chain-entry.ts";

const VERDICT_PHASES: readonly StatusPhase[] = ["planned", "skipped"];

/** What an entry says about the last verdict on a resource under a policy, if it says anything. */
export function lastVerdictOf({ entry, kept }: ChainedEntry) {
  if (kept.policy === null || kept.resource === null || !VERDICT_PHASES.includes(kept.phase))
    return undefined;
  return { policy: kept.policy, resource: kept.resource, reason: entry.reason };
}
