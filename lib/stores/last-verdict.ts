import { type LastVerdict, type Memory, readMemory } from "../domain/memory.ts";
import type { Reason } from "../domain/reasons.ts";
import type { StatusPhase } from "../domain/status.ts";
import type { ChainedEntry } from "./chain-entry.ts";

const VERDICT_PHASES: readonly StatusPhase[] = ["planned", "skipped"];

/** What an entry says about the last verdict on a resource under a policy. */
export interface SaidVerdict {
  readonly policy: string;
  readonly resource: string;
  readonly reason: Reason;
  readonly atMs: number;
  /** `null`: what was known stays, since an entry about a step that came to nothing says nothing of it. */
  readonly memory: Memory | null;
}

/** `undefined` for an entry that is no verdict. */
export function lastVerdictOf({ entry, kept }: ChainedEntry): SaidVerdict | undefined {
  if (kept.policy === null || kept.resource === null || !VERDICT_PHASES.includes(kept.phase))
    return undefined;
  const said = entry.details["memory"];
  return {
    ...{ policy: kept.policy, resource: kept.resource, reason: entry.reason, atMs: kept.atMs },
    memory: said === undefined && entry.step !== null ? null : readMemory(said),
  };
}

/** The last verdicts as stores keep them in memory: by policy, then by resource. */
export type KeptVerdicts = Map<string, Map<string, LastVerdict>>;

/** Takes a verdict in. */
export function keepVerdict(kept: KeptVerdicts, said: SaidVerdict): void {
  const { policy, resource, reason, atMs } = said;
  const byResource = kept.get(policy) ?? new Map<string, LastVerdict>();
  const memory = said.memory ?? byResource.get(resource)?.memory ?? {};
  kept.set(policy, byResource.set(resource, { reason, atMs, memory }));
}
