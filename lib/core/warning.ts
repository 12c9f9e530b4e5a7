import { formatDuration } from "../domain/duration.ts";
import type { LastVerdict, PendingStop } from "../domain/memory.ts";
import type { Policy } from "../domain/policy.ts";
import { verb } from "../domain/verbs.ts";
import { type Candidate, type Veto, wantedByPerson } from "./guards/guard.ts";

/** A warning is good for so long beyond its stop; after that nobody remembers it, and it is given anew. */
export const OVERDUE_MAX_MS = 24 * 3_600_000;

/** How warnings are given. */
export type WarningRule = Pick<Policy, "warnMs" | "mode" | "on">;

/** What an earlier pass announced, as far as it still counts. */
export function pendingBefore(
  last: LastVerdict | undefined,
  { mode }: Pick<Policy, "mode">,
  nowMs: number,
): PendingStop | undefined {
  const pending = last?.memory.pending;
  if (!pending) return undefined;
  if (pending.trial && mode === "enforce") return undefined;
  // A clock that went back, or a pass that nobody made for a day.
  if (pending.warnedAtMs > nowMs || nowMs - pending.stopAtMs > OVERDUE_MAX_MS) return undefined;
  return pending;
}

/**
 * Gives the next warning when its time has come: rather one pass early than too late. One that comes late all the same,
 * because nobody passed by, moves the stop: no warning is ever shorter than it says.
 */
function nextLevel(pending: PendingStop, { warnMs, on }: WarningRule, nowMs: number): PendingStop {
  const atNextPassMs = pending.stopAtMs - nowMs - (on.kind === "every" ? on.everyMs : 0);
  const due = warnMs.filter((levelMs) => levelMs < pending.levelMs && levelMs > atNextPassMs);
  if (due.length === 0) return pending;
  const levelMs = Math.min(...due);
  return { ...pending, levelMs, stopAtMs: Math.max(pending.stopAtMs, nowMs + levelMs) };
}

/** The stop as it is announced by this pass: a new one, or the one before it with a further warning. */
export function pendingStop(
  last: LastVerdict | undefined,
  policy: WarningRule,
  nowMs: number,
): PendingStop | undefined {
  if (policy.warnMs.length === 0) return undefined;
  const longestMs = Math.max(...policy.warnMs);
  const first: PendingStop = {
    ...{ warnedAtMs: nowMs, stopAtMs: nowMs + longestMs, levelMs: longestMs },
    ...(policy.mode === "observe" ? { trial: true } : {}),
  };
  return nextLevel(pendingBefore(last, policy, nowMs) ?? first, policy, nowMs);
}

/**
 * The last check before a machine is taken from its user: whoever was promised a warning gets it first, and the time to
 * object. What a person asked for is not put off.
 */
export function warning({ intent, resource, facts }: Candidate): Veto | undefined {
  const { policy } = intent;
  if (policy.warnMs.length === 0 || !verb(intent.verb).disruptive || wantedByPerson(intent)) return undefined;
  const last = facts.lastVerdicts[policy.name]?.get(resource.ref);
  const pending = pendingStop(last, policy, facts.nowMs);
  if (!pending || pending.stopAtMs <= facts.nowMs) return undefined;
  const due = `${new Date(pending.stopAtMs).toISOString()}, in ${formatDuration(pending.stopAtMs - facts.nowMs)}`;
  return {
    reason: "warned",
    text: `${intent.verb} at ${due}; who needs it says: curfew extend ${resource.ref} --for 2h --why REASON`,
  };
}
