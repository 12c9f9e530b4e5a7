import { formatDuration } from "../domain/duration.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Veto } from "./guards/guard.ts";

/** On its way, or not stopped by an order that was given lately: perhaps it failed. */
const NOT_THERE_YET: readonly Reason[] = ["changing", "cooldown"];

/**
 * Why the groups behind a machine have to wait although nothing is done to it now: an earlier run, or a person, has put
 * it on its way, or it is there for less than the groups are to settle. `undefined`: they need not.
 */
export function whyUnsettled(
  { act, intent, resource, reason, text }: Verdict,
  nowMs: number,
): Veto | undefined {
  const { waves } = intent.policy;
  if (!waves || !resource || act) return undefined;
  if (NOT_THERE_YET.includes(reason)) return { reason: "waiting", text: `${resource.name}: ${text}` };
  // The cloud's clock may be a little ahead of this one.
  const forMs = Math.abs(nowMs - (resource.updatedAtMs ?? 0));
  if (reason !== "already-so" || forMs >= waves.settleMs) return undefined;
  const [been, settle] = [formatDuration(forMs), formatDuration(waves.settleMs)];
  return {
    reason: "waiting",
    text: `${resource.name} is ${resource.status} for ${been}, and groups settle for ${settle}`,
  };
}
