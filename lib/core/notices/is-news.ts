import { readMemory } from "../../domain/memory.ts";
import { NOTICES_EVENT, NOTICES_POLICY } from "../../domain/notice.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { StatusEntry, StatusPhase } from "../../domain/status.ts";
import { NOTHING } from "../../domain/verbs.ts";

/** Phases among which there may be something to tell. */
export const NEWS_PHASES = [
  ...([
    "received",
    "decided",
    "planned",
    "skipped",
    "deferred",
    "accepted",
    "succeeded",
    "failed",
    "rejected",
    "unknown",
    "finished",
  ] as const),
] satisfies readonly StatusPhase[];

/** Types of runs behind which somebody waits for an answer. */
export const ANSWERED_TYPES: readonly string[] = ["chat.message", "ticket.updated", "webhook.received"];

/**
 * Why a machine runs on that was to be stopped, where the next pass will not come to another end by itself. The log
 * writes such a skip when it begins, so it is told once.
 */
export const RUNS_ON: readonly Reason[] = ["scarce", "flapping", "not-allowed", "not-supported"];

/** A stop that was announced in earnest. */
export function isWarning({ phase, reason, details }: StatusEntry): boolean {
  if (phase !== "skipped" || reason !== "warned") return false;
  const { pending } = readMemory(details["memory"]);
  return pending !== undefined && pending.trial !== true;
}

/** A machine that runs on although its stop was due. */
export function isLeftRunning({ phase, reason, action, resource }: StatusEntry): boolean {
  return phase === "skipped" && action === "stop" && resource !== null && RUNS_ON.includes(reason);
}

const OUTCOMES: readonly StatusPhase[] = ["succeeded", "failed", "rejected", "unknown"];

/** How a step came out; what had been so before anything was sent is no news. */
export function isOutcome({ phase, reason, step }: StatusEntry): boolean {
  return step !== null && OUTCOMES.includes(phase) && reason !== "already-so";
}

/** What a policy meant that does nothing but tell. */
export function isMention({ phase, action, resource }: StatusEntry): boolean {
  return phase === "planned" && action === NOTHING && resource !== null;
}

/** A plan that waits for people. */
export function isDemand({ phase, reason }: StatusEntry): boolean {
  return phase === "deferred" && reason === "awaiting-approval";
}

/** That another plan is asked for, since the world or who has to agree is another than before. */
export function isPlanChange({ phase, reason }: StatusEntry): boolean {
  return phase === "deferred" && reason === "plan-changed";
}

/** The end of what people were asked: they agreed, refused, did not answer, or nothing was left of it. */
export function isSettlement({ phase, reason, details }: StatusEntry): boolean {
  if (phase !== "decided") return false;
  return (
    reason === "denied" || reason === "expired" || [details["approved"], details["askedFor"]].some(Boolean)
  );
}

/** The answer to something that was asked, ready to be told. */
export function hasAnswer({ details }: StatusEntry): boolean {
  return details["answer"] !== undefined;
}

/** An alert that a budget has crossed a threshold. */
export function isBudgetAlert({ phase, details }: StatusEntry): boolean {
  return phase === "received" && details["type"] === "budget.alert";
}

/** Types of runs whose platform shows how far things are; a ticket has no use for it. */
const FOLLOWED_TYPES: readonly string[] = ["chat.message"];

/** Something that was ordered is under way: from here on the machine needs its time. */
export function isUnderWay({ phase, step }: StatusEntry): boolean {
  return phase === "accepted" && step !== null;
}

const NEWS: readonly ((entry: StatusEntry) => boolean)[] = [
  ...[isWarning, isLeftRunning, isOutcome, isMention, isDemand, hasAnswer, isBudgetAlert],
  ...[isPlanChange, isSettlement],
];

/** Whether an entry may be something to tell, as far as it can be seen from it and the type of its run. */
export function isNews(entry: StatusEntry, type: string | undefined): boolean {
  if (entry.policy === NOTICES_POLICY || type === NOTICES_EVENT) return false;
  if (entry.phase === "finished") return type !== undefined && ANSWERED_TYPES.includes(type);
  if (isUnderWay(entry)) return type !== undefined && FOLLOWED_TYPES.includes(type);
  return NEWS.some((is) => is(entry));
}
