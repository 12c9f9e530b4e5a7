import type { Facts } from "../domain/facts.ts";
import type { LastVerdict, Memory, PendingStop } from "../domain/memory.ts";
import type { Policy } from "../domain/policy.ts";
import { CAP_REASONS, type Reason } from "../domain/reasons.ts";
import type { Resource } from "../domain/resource.ts";
import type { Verdict } from "../domain/verdict.ts";
import { asksForPair, ownStopMs } from "./hours/stop-and-start.ts";
import { idleSpan } from "./idle/idle-span.ts";
import { restartOf } from "./restart.ts";
import { pendingBefore, pendingStop } from "./warning.ts";

/** Restarts are remembered for so long. */
const RESTARTS_KEPT_MS = 30 * 24 * 3_600_000;

/** No more of them than a memory can hold; the newest stay. */
const RESTARTS_MAX = 50;

/** Where idleness is not asked for, a restart so much later, in times of what is respected, is no complaint. */
const COMPLAINT_FACTOR = 2;

/** Why a plan leaves out what was due: the warning was given, and the machine has its turn with another pass. */
const PUT_OFF: readonly Reason[] = [
  ...CAP_REASONS,
  "doubtful-inventory",
  "already-planned",
  "not-allowed",
  // Another run asks people about it, and carries it out when they agree.
  "awaiting-approval",
  // For a group before its own.
  "waiting",
];

const NONE: Memory = {};

/** What memory is made of. */
export type RememberedFacts = Pick<Facts, "nowMs" | "lastVerdicts" | "lastAction" | "recent" | "personsMs">;

/** Any other verdict than these means that the machine is wanted after all: the stop is off. */
function pendingAfter({ intent, act, reason }: Verdict, last: LastVerdict | undefined, nowMs: number) {
  const { policy } = intent;
  if (reason === "warned") return pendingStop(last, policy, nowMs);
  const stays = PUT_OFF.includes(reason) || (act && policy.mode === "observe");
  return stays ? pendingBefore(last, policy, nowMs) : undefined;
}

/**
 * How soon after a stop a start is a complaint about it. Complaints make the time of idleness longer by its own length,
 * so only those count that the longer time would have spared. Who comes back after a night would have found the machine
 * stopped just the same, a little later. A policy that respects no restart hears no complaint either.
 */
function complaintMs(
  policy: Policy,
  resource: Resource,
  { last, nowMs }: { readonly last: LastVerdict | undefined; readonly nowMs: number },
): number {
  const { idleMs, respectMs } = policy;
  if (idleMs === null || respectMs === 0) return respectMs * COMPLAINT_FACTOR;
  return idleSpan(policy, resource, { last, nowMs });
}

/** Each stop of ours counts once, however often the machine is looked at afterwards. */
function restartsAfter(
  { intent: { policy }, resource }: Verdict,
  last: LastVerdict | undefined,
  facts: RememberedFacts,
): readonly number[] {
  const known = last?.memory.restartsMs ?? [];
  const kept = known.filter((startedMs) => facts.nowMs - startedMs < RESTARTS_KEPT_MS);
  const restart = resource ? restartOf(resource, facts) : undefined;
  if (!resource || !restart || restart.policy !== policy.name) return kept;
  const { stoppedMs, startedMs } = restart;
  const isComplaint = startedMs - stoppedMs <= complaintMs(policy, resource, { last, nowMs: stoppedMs });
  if (!isComplaint || kept.some((ms) => ms > stoppedMs)) return kept;
  return [...kept, startedMs].slice(-RESTARTS_MAX);
}

/** What is up again needs no start: what happened to it since is told by the machine. */
function stoppedAfter({ intent: { policy }, ref, resource }: Verdict, facts: RememberedFacts) {
  if (!asksForPair(policy) || !resource || resource.standing === "running") return undefined;
  return ownStopMs(policy, ref, facts);
}

interface Parts {
  readonly pending: PendingStop | undefined;
  readonly restartsMs: readonly number[];
  readonly stoppedMs: number | undefined;
}

function memoryOf({ pending, restartsMs, stoppedMs }: Parts): Memory {
  if (!pending && restartsMs.length === 0 && stoppedMs === undefined) return NONE;
  return {
    ...(pending ? { pending } : {}),
    ...(restartsMs.length > 0 ? { restartsMs: [...restartsMs] } : {}),
    ...(stoppedMs === undefined ? {} : { stoppedMs }),
  };
}

/** What a policy keeps in mind of a machine after this verdict on it. */
export function nextMemory(verdict: Verdict, facts: RememberedFacts): Memory {
  const last = facts.lastVerdicts[verdict.intent.policy.name]?.get(verdict.ref);
  return memoryOf({
    pending: pendingAfter(verdict, last, facts.nowMs),
    restartsMs: restartsAfter(verdict, last, facts),
    stoppedMs: stoppedAfter(verdict, facts),
  });
}

/** Whether there is nothing in it. */
export function isEmptyMemory({ pending, restartsMs = [], stoppedMs }: Memory): boolean {
  return pending === undefined && restartsMs.length === 0 && stoppedMs === undefined;
}

/** Whether two memories say the same. */
export function sameMemory(a: Memory, b: Memory): boolean {
  const aRestarts = a.restartsMs ?? [];
  const bRestarts = b.restartsMs ?? [];
  if (aRestarts.length !== bRestarts.length || aRestarts.some((ms, index) => ms !== bRestarts[index]))
    return false;
  return (
    a.stoppedMs === b.stoppedMs &&
    a.pending?.warnedAtMs === b.pending?.warnedAtMs &&
    a.pending?.stopAtMs === b.pending?.stopAtMs &&
    a.pending?.levelMs === b.pending?.levelMs &&
    a.pending?.trial === b.pending?.trial
  );
}
